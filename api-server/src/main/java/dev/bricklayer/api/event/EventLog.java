package dev.bricklayer.api.event;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores this node's events for the whole cluster, each under a lease. One thread, a bounded queue:
 * an event that finds it full, or the store away, is dropped and counted; nobody waits for it.
 */
public final class EventLog implements AutoCloseable {
  /** How long an event can be asked for. */
  public static final Duration KEPT = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int QUEUE = 256;

  /** One lease serves the events of this long; each lives at least {@link #KEPT}. */
  private static final Duration LEASE_SHARED = Duration.ofMinutes(1);

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final Runnable dropped;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          task -> {
            Thread thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
          });
  private long lease;
  private long leaseSince;

  /**
   * @param dropped told of each event that is not stored
   */
  public EventLog(ClusterStore store, ClusterKeys keys, Runnable dropped) {
    this.store = store;
    this.keys = keys;
    this.dropped = dropped;
    writer.allowCoreThreadTimeOut(true);
  }

  /** Stores it soon; returns at once. */
  public void tell(ClusterEvent event) {
    try {
      writer.execute(() -> write(event));
    } catch (RejectedExecutionException e) {
      dropped.run();
    }
  }

  private void write(ClusterEvent event) {
    try {
      long now = System.nanoTime();
      if (lease == 0 || now - leaseSince > LEASE_SHARED.toNanos()) {
        lease = store.grant(KEPT.plus(LEASE_SHARED).toSeconds());
        leaseSince = now;
      }
      store.commit(
          List.of(), List.of(new Change.Put(keys.event(event.id()), Json.write(event), lease)));
    } catch (ClusterException e) {
      lease = 0;
      dropped.run();
      LOG.debug("event {} is not stored: {}", event.name(), e.getMessage());
    }
  }

  /** Gives what is queued half a second. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.shutdownNow();
  }
}
