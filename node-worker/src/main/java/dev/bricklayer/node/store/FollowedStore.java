package dev.bricklayer.node.store;

import dev.bricklayer.config.cluster.Beat;
import dev.bricklayer.config.cluster.Birth;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.CopyGate;
import dev.bricklayer.config.cluster.StoreNote;
import dev.bricklayer.config.cluster.StoreSigns;
import dev.bricklayer.config.cluster.StoreSigns.Verdict;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one cluster as this node knows it. A store is followed only while it shows the birth
 * that the node has noted and a beat that the node has seen; so one that was emptied, replaced or
 * put back from an older copy is never taken for the configuration, whatever it says.
 *
 * <p>What a store lacks is no fault of it while it does not answer: then the node waits.
 */
public final class FollowedStore implements CopyGate {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedStore.class);

  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ClusterKeys keys;
  private final StoreNotes notes;
  private @Nullable StoreNote note;
  private @Nullable StoreSigns signs;
  private @Nullable String foreign;

  public FollowedStore(ClusterKeys keys, StoreNotes notes) {
    this.keys = keys;
    this.notes = notes;
    this.note = notes.of(keys.clusterId()).orElse(null);
  }

  /**
   * Before anything else is read or written in a store.
   *
   * @param mayBegin whether this node has begun a cluster of its own, whose store may be empty
   * @throws ClusterException {@code UNAVAILABLE} when the store does not answer, or is not ours
   */
  public void meet(ClusterStore store, UUID self, boolean mayBegin) {
    StoreSigns seen = firstLook(store);
    Verdict verdict = judge(seen);
    if (verdict instanceof Verdict.Unborn) {
      if (!mayBegin && store.get(keys.peer(self)).isEmpty()) {
        throw refusal(
            "has no birth and does not know this node: it was emptied, or is another one");
      }
      store.commit(
          List.of(Guard.absent(keys.birth())),
          List.of(new Change.Put(keys.birth(), Json.write(Birth.first()))));
      seen = StoreSigns.of(keys, store.list(keys.signs()));
      verdict = judge(seen);
    }
    take(seen, verdict);
    require();
    write();
  }

  /** The first call to a store may wait for its connection, and for the classes behind it. */
  private StoreSigns firstLook(ClusterStore store) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return StoreSigns.of(keys, store.list(keys.signs()));
      } catch (ClusterException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || System.nanoTime() > end) {
          throw e;
        }
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClusterException(ErrorCode.UNAVAILABLE, "interrupted");
      }
    }
  }

  /**
   * Right before an effect that cannot be undone: a linearizable read.
   *
   * @throws ClusterException {@code UNAVAILABLE} when it is not certain that this is our store
   */
  public void confirm(ClusterStore store) {
    StoreSigns seen = StoreSigns.of(keys, store.list(keys.signs()));
    // What is seen here runs ahead of the copy, so it is not what the copy must show next.
    if (judge(seen) instanceof Verdict.Foreign found) {
      take(seen, found);
    }
    require();
  }

  /**
   * @throws ClusterException {@code UNAVAILABLE} when the store is another one than before
   */
  public synchronized void require() {
    if (foreign != null) {
      throw refusal(foreign);
    }
  }

  /** Why the store is not followed; empty while it is. */
  public synchronized Optional<String> complaint() {
    return foreign == null ? Optional.empty() : Optional.of(refusal(foreign).sentence());
  }

  private ClusterException refusal(String why) {
    return new ClusterException(
        ErrorCode.UNAVAILABLE,
        "the configuration store of cluster "
            + keys.clusterId()
            + " "
            + why
            + ". This node follows it no more, changes nothing and leaves its bricks as they are;"
            + " see docs/disaster.md",
        Map.of("store", "foreign"));
  }

  @Override
  public boolean relisted(Listing everything) {
    StoreSigns seen = StoreSigns.of(keys, everything);
    Verdict verdict = judge(seen);
    take(seen, verdict);
    return verdict instanceof Verdict.Followed;
  }

  @Override
  public boolean changed(long revision, List<Versioned> changes) {
    StoreSigns now = signs();
    if (now == null) {
      return false;
    }
    boolean touched = false;
    for (Versioned change : changes) {
      touched |= change.entry().key().startsWith(keys.signs());
    }
    if (touched) {
      now = with(now, revision, changes);
      take(now, judge(now));
    }
    return complaint().isEmpty();
  }

  private StoreSigns with(StoreSigns before, long revision, List<Versioned> changes) {
    Birth birth = before.birth();
    StoreSigns now = before;
    for (Versioned change : changes) {
      StoreSigns alone = StoreSigns.of(keys, new Listing(List.of(change.entry()), revision));
      String key = change.entry().key();
      if (key.equals(keys.birth())) {
        birth = change.deleted() ? null : alone.birth();
      } else if (key.equals(keys.beats()) && !change.deleted()) {
        now = new StoreSigns(birth, alone.beats(), now.anchors(), revision);
      } else if (key.equals(keys.anchors()) && !change.deleted()) {
        now = new StoreSigns(birth, now.beats(), alone.anchors(), revision);
      }
    }
    return new StoreSigns(birth, now.beats(), now.anchors(), revision);
  }

  private synchronized Verdict judge(StoreSigns seen) {
    return seen.judge(note);
  }

  /** What was seen before of the same store is part of what it must show from now on. */
  private synchronized void take(StoreSigns seen, Verdict verdict) {
    if (verdict instanceof Verdict.Foreign found) {
      if (!found.why().equals(foreign)) {
        LOG.error("{}", refusal(found.why()).sentence());
      }
      foreign = found.why();
      return;
    }
    if (foreign != null) {
      LOG.info("the configuration store is the one that this node has followed; it goes on");
    }
    foreign = null;
    if (seen.birth() != null) {
      signs = seen;
      note =
          new StoreNote(
              keys.clusterId(),
              seen.birth(),
              Math.max(seen.revision(), note == null ? 0 : note.revision()),
              newest(seen.beats().newest(), note == null ? null : note.beat()),
              newest(seen.anchors().newest(), note == null ? null : note.anchor()));
    }
  }

  private static @Nullable Beat newest(Optional<Beat> seen, @Nullable Beat before) {
    return before != null && seen.filter(beat -> beat.revision() >= before.revision()).isEmpty()
        ? before
        : seen.orElse(null);
  }

  /** What the store has shown last; null before it was met. */
  synchronized @Nullable StoreSigns signs() {
    return signs;
  }

  /** Puts what is known on the disk. */
  void write() {
    StoreNote now;
    synchronized (this) {
      now = foreign == null ? note : null;
    }
    if (now != null && !now.equals(notes.of(keys.clusterId()).orElse(null))) {
      notes.write(now);
    }
  }
}
