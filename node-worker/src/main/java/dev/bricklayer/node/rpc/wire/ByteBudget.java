package dev.bricklayer.node.rpc.wire;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all connections together may hold. Safe for concurrent use. */
public final class ByteBudget {
  private final AtomicLong left;

  public ByteBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Takes so many bytes; false, and none are taken, when fewer are left. */
  public boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  public void giveBack(int bytes) {
    left.addAndGet(bytes);
  }

  public long left() {
    return left.get();
  }
}
