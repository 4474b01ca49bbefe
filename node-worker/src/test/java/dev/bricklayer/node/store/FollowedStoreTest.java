package dev.bricklayer.node.store;

import static dev.bricklayer.config.store.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.Beat;
import dev.bricklayer.config.cluster.Beats;
import dev.bricklayer.config.cluster.Birth;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.CopyGate;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener.Versioned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedStoreTest {
  private static final UUID SELF = new UUID(7, 7);

  private final ClusterKeys keys = new ClusterKeys(new UUID(1, 1));
  @TempDir private Path stateDir;

  private FollowedStore node() {
    return new FollowedStore(keys, new StoreNotes(stateDir));
  }

  /** A store in which this node's cluster has lived, and this node with it. */
  private InMemoryStore lived() {
    InMemoryStore store = new InMemoryStore();
    node().meet(store, SELF, true);
    store.put(keys.peer(SELF), peer());
    beat(store, "a", 1);
    FollowedStore node = node();
    node.meet(store, SELF, true);
    node.write();
    return store;
  }

  private byte[] peer() {
    return Json.write(new Peer(SELF, "n", List.of("h:1"), List.of("h:2"), Map.of(), 1));
  }

  private void beat(InMemoryStore store, String value, int most) {
    Beats before =
        store
            .get(keys.beats())
            .map(entry -> Json.read(entry.value(), Beats.class))
            .orElse(Beats.NONE);
    Beat beat = new Beat(value, store.list(keys.root()).revision());
    store.put(keys.beats(), Json.write(before.and(beat, most)));
  }

  private InMemoryStore copyOf(InMemoryStore store) {
    InMemoryStore copy = new InMemoryStore();
    store.list("").entries().forEach(entry -> copy.put(entry.key(), entry.value()));
    return copy;
  }

  @Test
  void aNewClusterIsBornOnce() {
    InMemoryStore store = new InMemoryStore();
    node().meet(store, SELF, true);
    Entry birth = store.get(keys.birth()).orElseThrow();
    node().meet(store, SELF, true);

    assertThat(store.get(keys.birth()).orElseThrow().modRevision()).isEqualTo(birth.modRevision());
  }

  @Test
  void aClusterOfBeforeIsBornWhenItKnowsTheNode() {
    InMemoryStore store = new InMemoryStore();
    store.put(keys.peer(SELF), peer());

    node().meet(store, SELF, false);

    assertThat(store.get(keys.birth())).isPresent();
  }

  @Test
  void anEmptyStoreIsNotTheOneThatWasFollowed() {
    lived();
    InMemoryStore empty = new InMemoryStore();

    assertThatThrownBy(() -> node().meet(empty, SELF, true))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("it was emptied, or is another one");
    assertThat(empty.list("").entries()).isEmpty();
  }

  @Test
  void aMemberTakesNoEmptyStoreForItsClustersWithoutANoteEither() {
    InMemoryStore empty = new InMemoryStore();

    assertThatThrownBy(() -> node().meet(empty, SELF, false))
        .hasMessageContaining("does not know this node");
    assertThat(empty.list("").entries()).isEmpty();
  }

  @Test
  void anotherBirthIsAnotherStore() {
    InMemoryStore store = lived();
    store.put(keys.birth(), Json.write(Birth.first()));

    assertThatThrownBy(() -> node().meet(store, SELF, true)).hasMessageContaining("another one");
  }

  @Test
  void anOlderCopyIsNotFollowed() {
    InMemoryStore store = lived();
    InMemoryStore older = copyOf(store);
    beat(store, "b", 100);
    FollowedStore node = node();
    node.meet(store, SELF, true);
    node.write();
    assertThatThrownBy(() -> node().meet(older, SELF, true)).hasMessageContaining("older copy");

    // also when it has gone on for so long that its revisions are beyond ours
    for (int i = 0; i < 20; i++) {
      beat(older, "other-" + i, 100);
    }
    assertThatThrownBy(() -> node().meet(older, SELF, true))
        .hasMessageContaining("gone on without this node");
  }

  @Test
  void aNodeThatWasAwayForLongKnowsItsStoreByAnAnchor() {
    InMemoryStore store = lived();
    store.put(keys.anchors(), Json.write(new Beats(List.of(new Beat("anchor", 1)))));
    FollowedStore node = node();
    node.meet(store, SELF, true);
    node.write();
    InMemoryStore older = copyOf(store);
    older.put(keys.anchors(), Json.write(new Beats(List.of(new Beat("another", 1)))));
    for (int i = 0; i < 20; i++) {
      beat(store, "b" + i, 3);
      beat(older, "c" + i, 3);
    }

    node().meet(store, SELF, true);
    assertThatThrownBy(() -> node().meet(older, SELF, true)).hasMessageContaining("older copy");
  }

  @Test
  void aStoreOfAfterARestoreIsToldAsSuch() {
    InMemoryStore store = lived();
    Birth birth = Json.read(store.get(keys.birth()).orElseThrow().value(), Birth.class);
    store.put(keys.birth(), Json.write(new Birth(birth.id(), 2)));

    assertThatThrownBy(() -> node().meet(store, SELF, true))
        .hasMessageContaining("restored from a backup");
  }

  @Test
  void aCopyNeverFollowsAStoreThatIsEmptiedUnderIt() {
    InMemoryStore store = lived();
    FollowedStore node = node();
    node.meet(store, SELF, true);
    try (WatchedClusterView view = new WatchedClusterView(store, keys, node)) {
      assertThat(view.awaitRevision(1, Duration.ofSeconds(20))).isTrue();
      assertThat(view.peer(SELF)).isPresent();
      List<Change> all = new ArrayList<>();
      store.list("").entries().forEach(entry -> all.add(new Change.Delete(entry.key())));
      store.commit(List.of(), all);

      await("the copy is old", () -> !view.staleFor().isZero());
      assertThat(view.peer(SELF)).isPresent();
      assertThat(node.complaint()).hasValueSatisfying(why -> assertThat(why).contains("no birth"));
      assertThatThrownBy(node::require).isInstanceOf(ClusterException.class);
      assertThatThrownBy(() -> node.confirm(store)).isInstanceOf(ClusterException.class);
      view.followAgain();
      await("the copy is old", () -> !view.staleFor().isZero());
      assertThat(view.peer(SELF)).isPresent();
    }
  }

  /** The copy lags behind what was read right before an effect; that is no older store. */
  @Test
  void aConfirmationThatRunsAheadOfTheCopyDoesNotKeepItOut() {
    InMemoryStore store = lived();
    FollowedStore node = node();
    node.meet(store, SELF, true);
    Listing before = store.list(keys.root());
    beat(store, "b", 100);
    Entry late = store.get(keys.beats()).orElseThrow();
    beat(store, "c", 100);
    node.confirm(store);

    assertThat(node.relisted(before)).isTrue();
    assertThat(node.changed(late.modRevision(), List.of(new Versioned(late, false)))).isTrue();
    assertThat(node.complaint()).isEmpty();
  }

  @Test
  void aCopyThatWasKeptOutOnceFollowsAgain() {
    InMemoryStore store = lived();
    FollowedStore node = node();
    node.meet(store, SELF, true);
    AtomicBoolean shut = new AtomicBoolean();
    CopyGate gate =
        new CopyGate() {
          @Override
          public boolean relisted(Listing everything) {
            return node.relisted(everything);
          }

          @Override
          public boolean changed(long revision, List<Versioned> changes) {
            return !shut.get() && node.changed(revision, changes);
          }
        };
    try (WatchedClusterView view = new WatchedClusterView(store, keys, gate);
        StoreBeats beats =
            new StoreBeats(store, node, view, Duration.ofMillis(50), Duration.ofMillis(10))) {
      assertThat(view.awaitRevision(1, Duration.ofSeconds(20))).isTrue();
      shut.set(true);
      store.put(keys.peer(new UUID(8, 8)), peer());
      shut.set(false);
      await("it follows again", () -> view.peers().size() == 2 && view.staleFor().isZero());
      assertThat(beats).isNotNull();
    }
  }

  @Test
  void aStoreThatIsBackIsFollowedAgain() {
    InMemoryStore store = lived();
    FollowedStore node = node();
    node.meet(store, SELF, true);
    Listing good = store.list(keys.root());

    assertThat(node.relisted(new Listing(List.of(), 1000))).isFalse();
    assertThat(node.relisted(new Listing(good.entries(), 1000))).isTrue();
    assertThat(node.complaint()).isEmpty();
  }

  @Test
  void aStoreThatDoesNotAnswerIsUnknownAndNotForeign() {
    InMemoryStore store = lived();
    FollowedStore node = node();
    node.meet(store, SELF, true);
    store.setAway(true);

    assertThatThrownBy(() -> node.confirm(store)).isInstanceOf(ClusterException.class);
    assertThat(node.complaint()).isEmpty();
  }

  @Test
  void beatsGoOnAndAreNoted() {
    InMemoryStore store = lived();
    FollowedStore node = node();
    node.meet(store, SELF, true);
    try (WatchedClusterView view = new WatchedClusterView(store, keys, node);
        StoreBeats beats =
            new StoreBeats(store, node, view, Duration.ofMillis(50), Duration.ofMillis(10))) {
      await(
          "beats are noted",
          () -> {
            Beats now = Json.read(store.get(keys.beats()).orElseThrow().value(), Beats.class);
            return now.list().size() > 3
                && now.list()
                    .subList(2, now.list().size())
                    .contains(new StoreNotes(stateDir).of(keys.clusterId()).orElseThrow().beat());
          });
      assertThat(beats).isNotNull();
    }
    node().meet(store, SELF, true);
  }
}
