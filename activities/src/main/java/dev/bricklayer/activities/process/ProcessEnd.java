package dev.bricklayer.activities.process;

import java.time.Duration;

/** Ends processes: asked first, killed when they do not go, every wait bounded. */
public final class ProcessEnd {

  private static final long POLL_MILLIS = 2;

  private ProcessEnd() {}

  /**
   * SIGTERM, and SIGKILL when it lives after {@code grace}; returns when it is gone.
   *
   * @return whether it is gone; false only when it outlives SIGKILL by {@code killWait} (a process
   *     in an uninterruptible sleep)
   */
  public static boolean end(RunningProcess process, Duration grace, Duration killWait)
      throws InterruptedException {
    signal(process, false);
    if (awaitGone(process, grace)) {
      return true;
    }
    signal(process, true);
    return awaitGone(process, killWait);
  }

  /** SIGKILL at once; the same answer as {@link #end}. */
  public static boolean kill(RunningProcess process, Duration killWait)
      throws InterruptedException {
    signal(process, true);
    return awaitGone(process, killWait);
  }

  private static void signal(RunningProcess process, boolean kill) {
    if (ProcessTable.alive(process)) {
      // one that cannot be signalled is gone already, which is looked at next
      ProcessHandle.of(process.pid())
          .ifPresent(
              handle -> {
                if (kill) {
                  handle.destroyForcibly();
                } else {
                  handle.destroy();
                }
              });
    }
  }

  private static boolean awaitGone(RunningProcess process, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (ProcessTable.alive(process)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
