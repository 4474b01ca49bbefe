package dev.bricklayer.node.rpc;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The records that wait to be sent on one connection, bounded by bytes; each starts at position 0.
 */
public final class WriteQueue {
  private final long maxBytes;
  private final Deque<ByteBuffer> records = new ArrayDeque<>();
  private long bytes;
  private long headSince;

  public WriteQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds a record; false when more than the bound waits already. One record always has room. */
  public synchronized boolean offer(ByteBuffer record) {
    if (bytes > 0 && bytes + record.remaining() > maxBytes) {
      return false;
    }
    if (records.isEmpty()) {
      headSince = System.nanoTime();
    }
    bytes += record.remaining();
    records.add(record);
    return true;
  }

  /** The oldest record that is not fully sent, or null. */
  public synchronized @Nullable ByteBuffer head() {
    return records.peek();
  }

  /** The oldest record has been sent. */
  public synchronized void sent() {
    bytes -= records.remove().limit();
    headSince = System.nanoTime();
  }

  public synchronized long stalledNanos() {
    return records.isEmpty() ? 0 : System.nanoTime() - headSince;
  }

  public synchronized void clear() {
    records.clear();
    bytes = 0;
  }
}
