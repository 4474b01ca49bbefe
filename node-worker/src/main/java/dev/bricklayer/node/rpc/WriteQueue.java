package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.ByteBudget;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The records that wait to be sent on one connection, bounded by bytes; each starts at position 0.
 * Safe for concurrent use by any number of threads that add and one that sends.
 */
public final class WriteQueue {
  private final long maxBytes;
  private final ByteBudget budget;
  private final Deque<ByteBuffer> records = new ArrayDeque<>();
  private long bytes;
  private long headSince;
  private boolean closed;

  WriteQueue(long maxBytes, ByteBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /**
   * Adds a record.
   *
   * @return false when it is more than the bound together with what waits already (a single record
   *     may be longer), or all connections together hold too much
   */
  public synchronized boolean offer(ByteBuffer record) {
    if (closed) {
      return true; // nobody misses it
    }
    boolean tooMuch = bytes > 0 && bytes + record.limit() > maxBytes;
    if (tooMuch || !budget.take(record.limit())) {
      return false;
    }
    if (records.isEmpty()) {
      headSince = System.nanoTime();
    }
    bytes += record.limit();
    records.add(record);
    return true;
  }

  /** The oldest record that is not wholly sent, or null. */
  public synchronized @Nullable ByteBuffer head() {
    return records.peek();
  }

  /** The oldest record has been sent. */
  public synchronized void sent() {
    ByteBuffer record = records.poll();
    if (record != null) {
      bytes -= record.limit();
      budget.giveBack(record.limit());
      headSince = System.nanoTime();
    }
  }

  /** How long the oldest record has been the oldest, in nanoseconds; 0 when none waits. */
  public synchronized long stalledNanos() {
    return records.isEmpty() ? 0 : System.nanoTime() - headSince;
  }

  /** Drops what waits and whatever is still added. */
  public synchronized void close() {
    closed = true;
    records.clear();
    budget.giveBack((int) bytes);
    bytes = 0;
  }
}
