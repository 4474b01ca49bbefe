package dev.bricklayer.activities.process;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at something again and again on a thread of its own: at an interval, and at once when
 * woken. A look that throws is logged and does not end it.
 */
public final class PeriodicCheck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PeriodicCheck.class);

  private final Semaphore wishes = new Semaphore(0);
  private final Duration interval;
  private final Runnable look;
  private final Thread thread;
  private volatile boolean closed;

  /** Starts with a look at once. */
  public PeriodicCheck(String name, Duration interval, Runnable look) {
    this.interval = interval;
    this.look = look;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Looks at once; wishes that come during a look lead to one more. */
  public void wake() {
    wishes.release();
  }

  /** Ends it; a look that is under way is interrupted and waited for, a few seconds at most. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(3000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        look.run();
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.error("{} failed and is tried again", thread.getName(), e);
        }
      }
      try {
        if (wishes.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
          wishes.drainPermits();
        }
      } catch (InterruptedException e) {
        // closed, or a look left its interruption behind: the loop's condition tells
      }
    }
  }
}
