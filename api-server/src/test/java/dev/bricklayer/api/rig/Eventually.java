package dev.bricklayer.api.rig;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what must become true. */
public final class Eventually {
  private Eventually() {}

  /**
   * @throws AssertionError when it is not true in time; a check that throws is not true yet
   */
  public static void within(Duration time, String what, Callable<Boolean> check)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    Exception last = null;
    while (System.nanoTime() < end) {
      try {
        if (check.call()) {
          return;
        }
        last = null;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not within " + time.toSeconds() + " s: " + what, last);
  }
}
