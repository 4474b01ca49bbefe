package dev.bricklayer.node.rpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that notes the callbacks. */
final class FakeConnection implements RpcConnection {
  final List<Callback> callbacks = new CopyOnWriteArrayList<>();
  private final RpcPeer peer;

  FakeConnection(RpcPeer peer) {
    this.peer = peer;
  }

  @Override
  public RpcPeer peer() {
    return peer;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void callback(Callback callback, byte[] args) {
    callbacks.add(callback);
  }

  @Override
  public void close() {}
}
