package dev.bricklayer.node.rpc;

/** One connection of a gluster process; compared by identity. */
public interface RpcConnection {
  RpcPeer peer();

  boolean isOpen();

  /**
   * Calls a procedure of the client's callback program; there is no answer. Never blocks: a client
   * that does not read is disconnected when its queue is full. Nothing happens when the connection
   * is closed.
   */
  void callback(Callback callback, byte[] args);

  /** Closes the connection; what is still queued for it is dropped. */
  void close();
}
