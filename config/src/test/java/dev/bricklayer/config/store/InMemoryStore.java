package dev.bricklayer.config.store;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store for tests: the behaviour of etcd in a map. Watches and leases are served by one thread of
 * its own, in the order of the commits. Faults can be planted.
 */
public final class InMemoryStore implements ClusterStore {
  private enum Fault {
    BEFORE,
    AFTER
  }

  private static final Logger log = LoggerFactory.getLogger(InMemoryStore.class);

  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final Map<String, Long> leaseOf = new HashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<MemoryWatch> watches = new CopyOnWriteArrayList<>();
  private final List<MemoryLease> leases = new CopyOnWriteArrayList<>();
  private final List<Runnable> beforeCommits = new ArrayList<>();
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "memory-store");
            thread.setDaemon(true);
            return thread;
          });
  private long revision = 1;
  private long lastLease;
  private boolean away;
  private int commits;

  /** The next commit fails with {@code UNAVAILABLE} and has no effect. */
  public synchronized void failNextCommitBeforeEffect() {
    faults.add(Fault.BEFORE);
  }

  /** The next commit takes effect, but its answer is lost: {@code UNAVAILABLE}. */
  public synchronized void failNextCommitAfterEffect() {
    faults.add(Fault.AFTER);
  }

  /** Runs once, just before the next commit is looked at: what somebody else does meanwhile. */
  public synchronized void beforeNextCommit(Runnable meanwhile) {
    beforeCommits.add(meanwhile);
  }

  /** While it is away every call fails with {@code UNAVAILABLE} and watches are lost. */
  public synchronized void setAway(boolean isAway) {
    away = isAway;
    for (MemoryWatch watch : watches) {
      teller.execute(
          () -> watch.tell(isAway ? l -> l.lost(Duration.ofSeconds(4)) : WatchListener::heard));
    }
  }

  /** Watches lose their place, as after a compaction. */
  public synchronized void compact() {
    watches.forEach(this::relist);
  }

  /** Every lease runs out, its keys vanish, and new ones are granted. */
  public synchronized void expireLeases() {
    leases.forEach(
        lease -> {
          removeKeysOf(lease.id);
          grant(lease);
        });
  }

  /** How many commits were tried, failed ones included. */
  public synchronized int commits() {
    return commits;
  }

  /** Writes one value without a guard. */
  public long put(String key, byte[] value) {
    return commit(List.of(), List.of(new Change.Put(key, value))).revision();
  }

  @Override
  public synchronized Optional<Entry> get(String key) {
    checkThere();
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized Map<String, Entry> getAll(Collection<String> keys) {
    checkThere();
    Map<String, Entry> found = new HashMap<>();
    for (String key : keys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        found.put(key, entry);
      }
    }
    return found;
  }

  @Override
  public synchronized Listing list(String prefix) {
    checkThere();
    return listing(prefix);
  }

  private Listing listing(String prefix) {
    List<Entry> found =
        entries.tailMap(prefix, true).values().stream()
            .takeWhile(entry -> entry.key().startsWith(prefix))
            .toList();
    return new Listing(found, revision);
  }

  @Override
  public TxnResult commit(List<Guard> guards, List<Change> changes) {
    Runnable meanwhile;
    synchronized (this) {
      meanwhile = beforeCommits.isEmpty() ? () -> {} : beforeCommits.remove(0);
    }
    meanwhile.run();
    return commitNow(guards, changes);
  }

  private synchronized TxnResult commitNow(List<Guard> guards, List<Change> changes) {
    commits++;
    checkThere();
    Fault fault = faults.isEmpty() ? null : faults.remove(0);
    if (fault == Fault.BEFORE) {
      throw unavailable("planted: no effect");
    }
    checkChanges(changes);
    boolean holds =
        guards.stream()
            .allMatch(
                guard -> {
                  Entry entry = entries.get(guard.key());
                  return guard.modRevision() == (entry == null ? 0 : entry.modRevision());
                });
    if (holds) {
      apply(changes);
    }
    if (fault == Fault.AFTER) {
      throw unavailable("planted: the answer is lost");
    }
    return new TxnResult(holds, revision);
  }

  private void checkChanges(List<Change> changes) {
    Set<String> keys = new HashSet<>();
    for (Change change : changes) {
      if (!keys.add(change.key())) {
        throw new ClusterException(ErrorCode.INTERNAL, "duplicate key " + change.key());
      }
      if (change instanceof Change.Put put
          && put.lease() != 0
          && leases.stream().noneMatch(lease -> lease.id == put.lease())) {
        throw new ClusterException(ErrorCode.CONFLICT, "requested lease not found");
      }
    }
  }

  private void apply(List<Change> changes) {
    long next = revision + 1;
    List<WatchListener.Versioned> events = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        Entry entry = new Entry(put.key(), put.value().clone(), next);
        entries.put(put.key(), entry);
        leaseOf.put(put.key(), put.lease());
        events.add(new WatchListener.Versioned(entry, false));
      } else if (entries.remove(change.key()) != null) {
        leaseOf.remove(change.key());
        Entry gone = new Entry(change.key(), new byte[0], next);
        events.add(new WatchListener.Versioned(gone, true));
      }
    }
    if (events.isEmpty()) {
      return;
    }
    revision = next;
    for (MemoryWatch watch : watches) {
      List<WatchListener.Versioned> seen =
          events.stream().filter(event -> event.entry().key().startsWith(watch.prefix)).toList();
      if (!seen.isEmpty()) {
        teller.execute(() -> watch.tell(listener -> listener.changed(next, seen)));
      }
    }
  }

  @Override
  public synchronized AutoCloseable watch(String prefix, WatchListener listener) {
    MemoryWatch watch = new MemoryWatch(prefix, listener);
    watches.add(watch);
    if (away) {
      teller.execute(() -> watch.tell(l -> l.lost(Duration.ofSeconds(4))));
    }
    relist(watch);
    return watch;
  }

  private void relist(MemoryWatch watch) {
    Listing everything = listing(watch.prefix);
    teller.execute(() -> watch.tell(listener -> listener.relisted(everything)));
  }

  @Override
  public synchronized AutoCloseable lease(long ttlSeconds, LeaseListener onGranted) {
    MemoryLease lease = new MemoryLease(onGranted);
    leases.add(lease);
    grant(lease);
    return lease;
  }

  /** It runs out with the others, not by time. */
  @Override
  public synchronized long grant(long ttlSeconds) {
    MemoryLease lease = new MemoryLease(id -> {});
    lease.id = ++lastLease;
    leases.add(lease);
    return lease.id;
  }

  private void grant(MemoryLease lease) {
    lease.id = ++lastLease;
    long id = lease.id;
    teller.execute(() -> lease.tell(id));
  }

  private void removeKeysOf(long lease) {
    Set<String> keys = new LinkedHashSet<>();
    leaseOf.forEach(
        (key, id) -> {
          if (id == lease) {
            keys.add(key);
          }
        });
    apply(keys.stream().map(key -> (Change) new Change.Delete(key)).toList());
  }

  private void checkThere() {
    if (away) {
      throw unavailable("it is away");
    }
  }

  private static ClusterException unavailable(String why) {
    return new ClusterException(
        ErrorCode.UNAVAILABLE, "the configuration store did not answer: " + why);
  }

  @Override
  public void close() {
    watches.clear();
    leases.clear();
    teller.shutdownNow();
  }

  private final class MemoryWatch implements AutoCloseable {
    private final String prefix;
    private final WatchListener listener;
    private boolean closed;

    private MemoryWatch(String prefix, WatchListener listener) {
      this.prefix = prefix;
      this.listener = listener;
    }

    private synchronized void tell(Consumer<WatchListener> call) {
      if (closed) {
        return;
      }
      try {
        call.accept(listener);
      } catch (RuntimeException e) {
        log.warn("a listener of {} failed", prefix, e);
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      watches.remove(this);
    }
  }

  private final class MemoryLease implements AutoCloseable {
    private final LeaseListener listener;
    private volatile long id;
    private volatile boolean closed;

    private MemoryLease(LeaseListener listener) {
      this.listener = listener;
    }

    /** Again until it succeeds, as the contract says. */
    private void tell(long granted) {
      if (closed || granted != id) {
        return;
      }
      try {
        listener.granted(granted);
      } catch (RuntimeException e) {
        teller.execute(() -> tell(granted));
      }
    }

    @Override
    public void close() {
      closed = true;
      synchronized (InMemoryStore.this) {
        leases.remove(this);
        removeKeysOf(id);
      }
    }
  }
}
