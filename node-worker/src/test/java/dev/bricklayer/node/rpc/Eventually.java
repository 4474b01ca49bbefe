package dev.bricklayer.node.rpc;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a bound. */
public final class Eventually {
  private Eventually() {}

  public static void within(Duration atMost, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + atMost + ": " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  public static void soon(String what, BooleanSupplier condition) {
    within(Duration.ofSeconds(20), what, condition);
  }
}
