package dev.bricklayer.config.cluster;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener;
import dev.bricklayer.config.volume.Brick;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view that follows a {@link ClusterStore}. A volume is always seen with its bricks, and a
 * brick that belongs to a visible volume is always found. Empty and stale until the store was read
 * for the first time; {@code awaitRevision(1, …)} waits for that.
 */
public final class WatchedClusterView implements ClusterView, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchedClusterView.class);

  /**
   * The watch tells of this cluster's own revisions only. A revision that does not come within this
   * time may be one of another cluster in the same store: then everything is read anew.
   */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private static final Duration AGAIN = Duration.ofMillis(50);

  private static final long FRESH = Long.MIN_VALUE;
  private static final long GONE = -1;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final ClusterCopy copy;
  private final CopyGate gate;
  private final ChangeFeed feed = new ChangeFeed();

  /** Guards what follows; also what waiting threads wait on. */
  private final Object lock = new Object();

  private volatile @Nullable Follower follower;
  private @Nullable AutoCloseable watch;
  private long followed;
  private long staleSince = System.nanoTime();
  private boolean closed;

  public WatchedClusterView(ClusterStore store, ClusterKeys keys) {
    this(store, keys, CopyGate.OPEN);
  }

  /**
   * @param gate what it refuses never becomes part of the copy, which stays as it was and grows old
   */
  public WatchedClusterView(ClusterStore store, ClusterKeys keys, CopyGate gate) {
    this.store = store;
    this.gate = gate;
    this.keys = keys;
    this.copy = new ClusterCopy(keys);
    follow(null);
  }

  /** Begins to follow, from a listing of everything, unless somebody did so meanwhile. */
  private void follow(@Nullable Follower instead) {
    Follower next = new Follower();
    AutoCloseable before;
    synchronized (lock) {
      if (closed || follower != instead) {
        return;
      }
      before = watch;
      watch = null;
      follower = next;
    }
    closeWatch(before);
    AutoCloseable opened = store.watch(keys.root(), next);
    boolean late;
    synchronized (lock) {
      late = closed || follower != next;
      if (!late) {
        watch = opened;
      }
    }
    if (late) {
      closeWatch(opened);
    }
  }

  private static void closeWatch(@Nullable AutoCloseable watch) {
    try {
      if (watch != null) {
        watch.close();
      }
    } catch (Exception e) {
      log.warn("a watch could not be closed", e);
    }
  }

  /** Begins anew with a listing of everything if the gate has kept this copy from following. */
  public void followAgain() {
    Follower present = follower;
    synchronized (copy) {
      if (present == null || !present.refused) {
        return;
      }
    }
    follow(present);
  }

  private final class Follower implements WatchListener {
    /** Guarded by the copy. */
    private boolean refused;

    @Override
    public void changed(long revision, List<Versioned> changes) {
      synchronized (copy) {
        if (follower == this && !refuses(gate.changed(revision, changes))) {
          reached(revision, copy.apply(changes));
        }
      }
    }

    @Override
    public void relisted(Listing everything) {
      synchronized (copy) {
        refused = false;
        if (follower == this && !refuses(gate.relisted(everything))) {
          reached(everything.revision(), copy.replace(everything));
        }
      }
    }

    /** From the first refusal to the next listing nothing is believed. */
    private boolean refuses(boolean believed) {
      if (!believed && !refused) {
        refused = true;
        lost(Duration.ZERO);
      }
      return refused;
    }

    @Override
    public void lost(Duration silence) {
      synchronized (lock) {
        if (follower == this && staleSince == FRESH) {
          staleSince = System.nanoTime() - silence.toNanos();
        }
      }
    }

    @Override
    public void heard() {
      synchronized (copy) {
        if (refused) {
          return;
        }
      }
      synchronized (lock) {
        if (follower == this && staleSince != FRESH) {
          staleSince = FRESH;
        }
      }
    }

    private void reached(long revision, Set<String> volumes) {
      synchronized (lock) {
        followed = revision;
        staleSince = FRESH;
        lock.notifyAll();
      }
      feed.offer(volumes, revision);
    }
  }

  @Override
  public ClusterKeys keys() {
    return keys;
  }

  @Override
  public long revision() {
    synchronized (lock) {
      return followed;
    }
  }

  @Override
  public boolean awaitRevision(long revision, Duration atMost) {
    Follower present = follower;
    long end = System.nanoTime() + atMost.toNanos();
    long reached;
    do {
      reached = revision();
      if (awaitUntil(revision, Math.min(end, System.nanoTime() + PATIENCE.toNanos()))) {
        return true;
      }
      // a copy that moves on is only busy: each revision that comes is nearer, whoever wrote this
      // one
    } while (revision() > reached && System.nanoTime() < end);
    if (System.nanoTime() < end && staleFor().isZero()) {
      follow(present);
    }
    return awaitUntil(revision, end);
  }

  private boolean awaitUntil(long revision, long end) {
    synchronized (lock) {
      while (followed < revision) {
        long left = end - System.nanoTime();
        if (left <= 0 || closed) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }

  @Override
  public boolean catchUp(String volume, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    long stored = stored(volume, end);
    if (has(volume, stored)) {
      return false;
    }
    while (!has(volume, stored)) {
      if (System.nanoTime() >= end) {
        throw new ClusterException(
            ErrorCode.UNAVAILABLE,
            "this node's copy of volume " + volume + " is old, and does not follow",
            Map.of("volume", volume));
      }
      awaitUntil(revision() + 1, Math.min(end, System.nanoTime() + PATIENCE.toNanos()));
    }
    return true;
  }

  /** The first answers after a pause are failures of connections that have ended meanwhile. */
  private long stored(String volume, long end) {
    while (true) {
      try {
        return store.get(keys.volume(volume)).map(Entry::modRevision).orElse(GONE);
      } catch (ClusterException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || System.nanoTime() >= end) {
          throw e;
        }
        awaitUntil(revision() + 1, System.nanoTime() + AGAIN.toNanos());
      }
    }
  }

  private boolean has(String volume, long stored) {
    long known = volume(volume).map(VolumeView::revision).orElse(GONE);
    return stored == GONE ? known == GONE : known >= stored;
  }

  @Override
  public Duration staleFor() {
    synchronized (lock) {
      return staleSince == FRESH ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - staleSince);
    }
  }

  @Override
  public Optional<VolumeView> volume(String name) {
    return copy.volumes.get(name);
  }

  @Override
  public Optional<VolumeView> volume(UUID id) {
    return Optional.ofNullable(copy.names.get(id))
        .flatMap(copy.volumes::get)
        .filter(view -> view.volume().id().equals(id));
  }

  @Override
  public List<VolumeView> volumes() {
    return copy.volumes.all();
  }

  @Override
  public Optional<Brick> brick(UUID peer, String path) {
    return copy.bricks.get(peer + path);
  }

  @Override
  public Collection<Brick> bricksOn(UUID peer) {
    return copy.bricks.below(peer.toString());
  }

  @Override
  public Optional<Brick> overlapping(UUID peer, String path) {
    for (int end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      String above = end < 0 ? path : path.substring(0, end);
      Optional<Brick> found = copy.bricks.get(peer + above);
      if (found.isPresent()) {
        return found;
      }
      if (end < 0) {
        return copy.bricks.firstBelow(peer + path);
      }
    }
  }

  @Override
  public Optional<Peer> peer(UUID id) {
    return copy.peers.get(id.toString());
  }

  @Override
  public List<Peer> peers() {
    return copy.peers.all();
  }

  @Override
  public Optional<Agent> agent(UUID peer) {
    return copy.agents.get(peer.toString());
  }

  @Override
  public List<Operation> operations() {
    return copy.operations.values().values().stream()
        .sorted(Comparator.comparing(Operation::acceptedAt).reversed())
        .toList();
  }

  @Override
  public Optional<Operation> operation(UUID id) {
    return copy.operations.get(id.toString());
  }

  @Override
  public List<Operation> openOperations(String subject) {
    return copy.open.of(subject);
  }

  @Override
  public Collection<Operation> openOperations() {
    return copy.open.all();
  }

  @Override
  public List<Debt> debts() {
    return copy.debts.all();
  }

  @Override
  public List<Tombstone> tombstones(UUID peer) {
    return copy.tombstones.below(peer.toString());
  }

  @Override
  public Map<String, BrickPort> ports() {
    return Collections.unmodifiableMap(copy.ports.values());
  }

  @Override
  public Map<String, BrickPort> portsOf(UUID peer) {
    // '0' follows '/'
    return Collections.unmodifiableMap(copy.ports.values().subMap(peer + "/", peer + "0"));
  }

  @Override
  public Optional<Engine> engine() {
    return copy.engine.get("");
  }

  @Override
  public Optional<RestSecret> restSecret() {
    return copy.restSecrets.get("");
  }

  @Override
  public List<RestSecret> formerRestSecrets() {
    return copy.restSecrets.below("former");
  }

  @Override
  public List<ClusterEvent> events() {
    return copy.events.values().values().stream()
        .sorted(Comparator.comparing(ClusterEvent::timestamp).reversed())
        .toList();
  }

  @Override
  public AutoCloseable onChange(Listener listener) {
    return feed.add(listener);
  }

  @Override
  public void close() {
    AutoCloseable last;
    synchronized (lock) {
      closed = true;
      follower = null;
      last = watch;
      watch = null;
      lock.notifyAll();
    }
    closeWatch(last);
    feed.close();
  }
}
