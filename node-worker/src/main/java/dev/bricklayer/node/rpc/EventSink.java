package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.GlusterDict;

/** Takes what gluster processes report on their own, such as the end of a rebalance. */
public interface EventSink {
  /** The operation number of a rebalance's final figures. */
  int DEFRAG_STATUS = 0;

  /** Called concurrently; must not block. */
  void event(int operation, GlusterDict facts, RpcPeer peer);
}
