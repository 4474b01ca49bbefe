package dev.bricklayer.node.child;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for conditions, with a bound. */
public final class Eventually {
  private Eventually() {}

  public static void within(Duration atMost, String what, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + atMost + ": " + what);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
