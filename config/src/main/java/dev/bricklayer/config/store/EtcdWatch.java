package dev.bricklayer.config.store;

import static dev.bricklayer.config.store.EtcdConnection.bytes;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch of a prefix. Its thread lists, then follows from the revision after the listing, and
 * asks the server for a sign of life every second. Whatever ends a stream (an error, compaction, a
 * silence of {@link EtcdConnection#PATIENCE}, another client) it opens the next one after the last
 * revision that it delivered, or lists again where that is not possible.
 *
 * <p>jetcd's own resumption is not relied upon: after a resumption it starts at the server's
 * present revision, although events before it were not delivered yet. Progress answers only show
 * that the server lives; etcd before 3.4.25 may send them ahead of events.
 */
final class EtcdWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EtcdWatch.class);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /**
   * How long a store that has never been heard may keep silent before that is worth a warning: at a
   * start the client's classes are read, the connection is made, and etcd may still replay its log.
   */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(20);

  private static final long NOWHERE = -1;

  private final EtcdStore store;
  private final EtcdConnection connection;
  private final String prefix;
  private final WatchListener listener;
  private final Thread thread;

  /** Held while the listener is called, so that streams cannot overtake each other. */
  private final Object delivery = new Object();

  private volatile long position = NOWHERE;
  private long clusterId;
  private @Nullable Stream current;
  private volatile boolean closed;
  private volatile boolean lost;
  private volatile boolean met;
  private volatile long lastHeard = System.nanoTime();

  EtcdWatch(EtcdStore store, String prefix, WatchListener listener) {
    this.store = store;
    this.connection = store.connection();
    this.prefix = prefix;
    this.listener = listener;
    this.thread = new Thread(this::run, "store-watch");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      long before = lastHeard;
      try {
        if (position == NOWHERE) {
          relist();
        }
        follow();
      } catch (RuntimeException e) {
        if (!closed) {
          log.debug("the watch of {} is interrupted", prefix, e);
        }
      }
      reportLoss();
      pause = lastHeard == before ? longer(pause) : FIRST_PAUSE;
      pause(pause);
    }
  }

  private void relist() {
    EtcdStore.Place place = store.place(prefix);
    synchronized (delivery) {
      if (!closed) {
        heard();
        position = place.listing().revision();
        clusterId = place.clusterId();
        tell(() -> listener.relisted(place.listing()));
      }
    }
  }

  /** Follows one stream to its end. */
  private void follow() {
    Client client = connection.client();
    Stream stream = new Stream();
    long opened = System.nanoTime();
    long from;
    synchronized (delivery) {
      current = stream;
      from = position + 1;
    }
    WatchOption option =
        WatchOption.builder()
            .withRevision(from)
            .isPrefix(true)
            .withCreateNotify(true)
            .withProgressNotify(true)
            .withRequireLeader(true)
            .build();
    try (Watch.Watcher watcher = client.getWatchClient().watch(bytes(prefix), option, stream)) {
      while (!closed && client == connection.client() && !stream.ended(BEAT)) {
        if (stream.behind) {
          askWhetherRestored(stream);
        }
        if (isSilentSince(Math.max(opened, lastHeard))) {
          break;
        }
        watcher.requestProgress();
      }
    } finally {
      synchronized (delivery) {
        current = null;
      }
    }
    if (stream.placeLost) {
      position = NOWHERE;
    }
  }

  /** A member that lags behind is no reason to list anew, a store of an older copy is. */
  private void askWhetherRestored(Stream stream) {
    long now =
        connection
            .read("read the revision", c -> c.getKVClient().get(bytes(prefix)))
            .getHeader()
            .getRevision();
    stream.behind = false;
    if (now < position) {
      stream.lose();
    }
  }

  private void reportLoss() {
    long since = lastHeard;
    if (isSilentSince(since)) {
      Duration silence = Duration.ofNanos(System.nanoTime() - since);
      if (!lost && (met || silence.compareTo(FIRST_PATIENCE) > 0)) {
        log.warn("the store does not answer at {}", connection.endpoints());
        lost = true;
      }
      synchronized (delivery) {
        if (!closed) {
          tell(() -> listener.lost(silence));
        }
      }
      connection.renewIfSilent();
    }
  }

  private static boolean isSilentSince(long nanos) {
    return System.nanoTime() - nanos > EtcdConnection.PATIENCE.toNanos();
  }

  private void heard() {
    met = true;
    lastHeard = System.nanoTime();
    if (lost) {
      log.info("the store answers again");
      lost = false;
    }
    connection.answered();
  }

  /** A listener's failure must not end the watch. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      log.error("a listener of {} failed", prefix, e);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private void pause(Duration pause) {
    try {
      if (!closed) {
        Thread.sleep(pause.toMillis());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    synchronized (delivery) {
      closed = true;
    }
    thread.interrupt();
  }

  /** The listener of one of jetcd's watchers; one that is not current any more is not heard. */
  private final class Stream implements Watch.Listener {
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean placeLost;
    private volatile boolean behind;

    boolean ended(Duration within) {
      try {
        return end.await(within.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new ClusterException(ErrorCode.UNAVAILABLE, "the watch is closed");
      }
    }

    void lose() {
      placeLost = true;
      end.countDown();
    }

    @Override
    public void onNext(WatchResponse response) {
      synchronized (delivery) {
        if (current != this || closed || placeLost) {
          return;
        }
        heard();
        if (response.isCreatedNotify()) {
          if (response.getHeader().getClusterId() != clusterId) {
            lose();
            return;
          }
          behind = response.getHeader().getRevision() < position;
        }
        if (response.getEvents().isEmpty()) {
          tell(listener::heard);
        } else {
          deliver(response.getEvents());
        }
      }
    }

    /** A response holds whole revisions, in order. */
    private void deliver(List<WatchEvent> events) {
      int next = 0;
      while (next < events.size()) {
        long revision = events.get(next).getKeyValue().getModRevision();
        List<WatchListener.Versioned> changes = new ArrayList<>();
        while (next < events.size()
            && events.get(next).getKeyValue().getModRevision() == revision) {
          WatchEvent event = events.get(next++);
          changes.add(
              new WatchListener.Versioned(
                  EtcdStore.entry(event.getKeyValue()),
                  event.getEventType() == WatchEvent.EventType.DELETE));
        }
        if (revision > position) {
          position = revision;
          tell(() -> listener.changed(revision, changes));
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      if (error instanceof CompactedException) {
        log.info("the watch of {} was overtaken by compaction and lists again", prefix);
        placeLost = true;
      } else if (!closed) {
        log.debug("the watch of {} ended", prefix, error);
      }
      end.countDown();
    }

    @Override
    public void onCompleted() {
      end.countDown();
    }
  }
}
