package dev.bricklayer.node.rpc;

import java.nio.ByteBuffer;

/** The byte stream under a connection; see {@link RpcSession} for how the two work together. */
public interface RpcTransport {
  RpcPeer peer();

  /**
   * Queues a whole record, from any thread, and never blocks.
   *
   * @return false when the queue is full; the record is dropped
   */
  boolean write(ByteBuffer record);

  /** How long the oldest queued byte has waited, in nanoseconds; 0 when none waits. */
  long stalledNanos();

  /** Reads on after {@link RpcSession#received} returned false. Called on any thread. */
  void resume();

  /** Closes the stream, from any thread; {@link RpcSession#closed} follows on some thread. */
  void close();
}
