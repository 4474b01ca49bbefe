package dev.bricklayer.node.store;

import dev.bricklayer.activities.process.PeriodicCheck;
import dev.bricklayer.config.cluster.Beat;
import dev.bricklayer.config.cluster.Beats;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.StoreSigns;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the beats of a store, one every ten seconds, whichever node comes first, and notes on this
 * node's disk which it has seen. A copy that was kept from following its store is made to look
 * again.
 */
public final class StoreBeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreBeats.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Nodes do not all come at once: the first spares the others the write. */
  private static final int SPREAD_MILLIS = 4000;

  private static final int KEPT = 100;

  /** One of a hundred for a month. */
  private static final int KEPT_FOR_LONG = 2600;

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final FollowedStore followed;
  private final WatchedClusterView view;
  private final Duration every;
  private final PeriodicCheck check;
  private Optional<Beat> last = Optional.empty();
  private long lastAt = System.nanoTime();
  private long writtenAt = System.nanoTime();
  private long patience;

  /** Begins at once. */
  public StoreBeats(ClusterStore store, FollowedStore followed, WatchedClusterView view) {
    this(store, followed, view, EVERY, LOOK);
  }

  StoreBeats(
      ClusterStore store,
      FollowedStore followed,
      WatchedClusterView view,
      Duration every,
      Duration look) {
    this.store = store;
    this.keys = view.keys();
    this.followed = followed;
    this.view = view;
    this.every = every;
    this.patience = patience();
    this.check = new PeriodicCheck("store-beats", look, this::look);
  }

  private long patience() {
    long spread = Math.min(SPREAD_MILLIS, every.toMillis());
    return every.toNanos()
        + Duration.ofMillis(ThreadLocalRandom.current().nextLong(spread + 1)).toNanos();
  }

  private void look() {
    view.followAgain();
    if (followed.complaint().isPresent()) {
      return;
    }
    StoreSigns signs = followed.signs();
    if (signs == null || !view.staleFor().isZero()) {
      return;
    }
    long now = System.nanoTime();
    if (!signs.beats().newest().equals(last)) {
      last = signs.beats().newest();
      lastAt = now;
      patience = patience();
    }
    if (last.isEmpty() || now - lastAt > patience) {
      beat();
      lastAt = now;
    }
    if (now - writtenAt > every.toNanos()) {
      followed.write();
      writtenAt = now;
    }
  }

  private void beat() {
    try {
      Entry before = store.get(keys.beats()).orElse(null);
      Beats beats = before == null ? Beats.NONE : Json.read(before.value(), Beats.class);
      Beat beat = new Beat(UUID.randomUUID().toString().substring(0, 13), view.revision());
      List<Change> changes = new ArrayList<>();
      changes.add(new Change.Put(keys.beats(), Json.write(beats.and(beat, KEPT))));
      anchor(beats, beat).ifPresent(changes::add);
      store.commit(
          List.of(before == null ? Guard.absent(keys.beats()) : Guard.unchanged(before)), changes);
    } catch (ClusterException e) {
      LOG.debug("the store got no beat now: {}", e.sentence());
    }
  }

  /** When the last anchor would be dropped from the beats soon, this beat is the next. */
  private Optional<Change> anchor(Beats beats, Beat beat) {
    Entry before = store.get(keys.anchors()).orElse(null);
    Beats anchors = before == null ? Beats.NONE : Json.read(before.value(), Beats.class);
    boolean due =
        anchors.newest().isEmpty()
            || beats.list().size() >= KEPT / 2
                && !new Beats(
                        beats.list().subList(beats.list().size() - KEPT / 2, beats.list().size()))
                    .knows(anchors.newest().get());
    return due
        ? Optional.of(new Change.Put(keys.anchors(), Json.write(anchors.and(beat, KEPT_FOR_LONG))))
        : Optional.empty();
  }

  @Override
  public void close() {
    check.close();
  }
}
