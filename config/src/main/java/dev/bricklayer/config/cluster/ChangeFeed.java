package dev.bricklayer.config.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes on a thread of its own, so that a slow one holds up nothing but the
 * others. What happens meanwhile is merged: at most one call is waiting, with at most each volume
 * once.
 */
final class ChangeFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

  private final List<ClusterView.Listener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "cluster-view");
  private Set<String> volumes = new HashSet<>();
  private long revision;
  private boolean waiting;
  private boolean closed;

  ChangeFeed() {
    thread.setDaemon(true);
    thread.start();
  }

  AutoCloseable add(ClusterView.Listener listener) {
    // a wrapper of its own, so that a listener may be added twice
    ClusterView.Listener added = listener::changed;
    listeners.add(added);
    return () -> listeners.remove(added);
  }

  synchronized void offer(Set<String> changed, long at) {
    volumes.addAll(changed);
    revision = at;
    waiting = true;
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        tell(next());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private record Burst(Set<String> volumes, long revision) {}

  private synchronized Burst next() throws InterruptedException {
    while (!waiting) {
      wait();
    }
    if (closed) {
      throw new InterruptedException();
    }
    Burst burst = new Burst(Set.copyOf(volumes), revision);
    volumes = new HashSet<>();
    waiting = false;
    return burst;
  }

  private void tell(Burst burst) {
    for (ClusterView.Listener listener : listeners) {
      try {
        listener.changed(burst.volumes(), burst.revision());
      } catch (RuntimeException e) {
        log.error("a listener to the cluster's changes failed", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting = true;
    notifyAll();
  }
}
