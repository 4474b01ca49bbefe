package dev.bricklayer.node.converge;

import dev.bricklayer.config.cluster.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs duties after each change of the configuration and from time to time: debts, bricks, daemons,
 * tombstones. Each duty looks at what is and does what is missing; one that fails is logged and
 * tried again next time, and does not stop the others.
 */
public final class Converger implements ClusterView.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Converger.class);

  /**
   * Something that this node keeps true; its name is for the log.
   *
   * @param onChange whether it is looked at after each change of the configuration too
   */
  public record Duty(String name, Action action, boolean onChange) {
    public Duty(String name, Action action) {
      this(name, action, true);
    }

    /** The same, but no change of the configuration makes it more urgent. */
    public Duty fromTimeToTime() {
      return new Duty(name, action, false);
    }
  }

  /** Looks, and does what is missing. */
  public interface Action {
    void run() throws Exception;
  }

  private final List<Duty> duties;
  private final List<Duty> urgent;
  private final Duration every;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "converge");
            made.setDaemon(true);
            return made;
          });
  private final AtomicBoolean queued = new AtomicBoolean();

  /**
   * @param every how often the duties are looked at without a change
   */
  public Converger(List<Duty> duties, Duration every) {
    this.duties = List.copyOf(duties);
    this.urgent = duties.stream().filter(Duty::onChange).toList();
    this.every = every;
  }

  public void start() {
    thread.scheduleWithFixedDelay(() -> round(duties), 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void changed(Set<String> volumes, long revision) {
    if (!thread.isShutdown() && queued.compareAndSet(false, true)) {
      thread.execute(() -> round(urgent));
    }
  }

  private void round(List<Duty> due) {
    queued.set(false);
    for (Duty duty : due) {
      try {
        duty.action().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        LOG.warn("{} is to be tried again: {}", duty.name(), e.toString());
        LOG.debug("{} failed", duty.name(), e);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
