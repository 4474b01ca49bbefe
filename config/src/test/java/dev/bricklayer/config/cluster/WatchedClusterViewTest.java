package dev.bricklayer.config.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.Eventually;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedClusterViewTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final ClusterKeys keys = new ClusterKeys(new UUID(1, 1));
  private final InMemoryStore store = new InMemoryStore();
  private final WatchedClusterView view = new WatchedClusterView(store, keys);
  private final List<Peer> peers = List.of(Examples.peer(1), Examples.peer(2), Examples.peer(3));
  private final Volume volume = Examples.volume("v1", 3);
  private final List<Brick> bricks = Examples.bricks(volume, peers);

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  @Test
  void showsEveryKindOfEntity() {
    Operation operation = Examples.operation(1, OperationKind.CREATE_VOLUME, "volume/v1");
    UUID peer = peers.get(0).id();
    Tombstone tombstone = new Tombstone(new UUID(9, 9), "old", peer, bricks);
    Debt debt = new Debt(operation.id(), peer, List.of("prepare"), Examples.NOW);
    List<Change> changes = new ArrayList<>(Examples.puts(keys, volume, bricks));
    peers.forEach(p -> changes.add(put(keys.peer(p.id()), p)));
    changes.add(put(keys.agent(peer), new Agent(42, Examples.NOW, "0.1.0")));
    changes.add(put(keys.operation(operation.id()), operation));
    changes.add(put(keys.debt(peer, operation.id()), debt));
    changes.add(put(keys.tombstone(peer, tombstone.volumeId()), tombstone));
    changes.add(put(keys.port(peer, "/bricks/v1"), new BrickPort("10.0.0.1", 49152, 7)));
    changes.add(put(keys.engine(), new Engine(peer, 3, "default")));
    changes.add(put(keys.xlators() + "10.3", "another kind is left alone"));
    reach(changes);

    assertThat(view.volume("v1").orElseThrow().bricks()).isEqualTo(bricks);
    assertThat(view.volume(volume.id()).orElseThrow().volume()).isEqualTo(volume);
    assertThat(view.volumes()).hasSize(1);
    assertThat(view.brick(peer, "/bricks/v1")).contains(bricks.get(0));
    assertThat(view.bricksOn(peer)).containsExactly(bricks.get(0));
    assertThat(view.peers()).isEqualTo(peers);
    assertThat(view.peer(peer)).contains(peers.get(0));
    assertThat(view.agent(peer)).isPresent();
    assertThat(view.agent(peers.get(1).id())).isEmpty();
    assertThat(view.operations()).containsExactly(operation);
    assertThat(view.openOperations("volume/v1")).containsExactly(operation);
    assertThat(view.openOperations("volume/v2")).isEmpty();
    assertThat(view.debts()).containsExactly(debt);
    assertThat(view.tombstones(peer)).containsExactly(tombstone);
    assertThat(view.tombstones(peers.get(1).id())).isEmpty();
    assertThat(view.ports()).containsOnlyKeys(peer + "/bricks/v1");
    assertThat(view.engine()).map(Engine::epoch).contains(3L);
    assertThat(view.keys()).isEqualTo(keys);
  }

  @Test
  void deletionsVanish() {
    reach(Examples.puts(keys, volume, bricks));
    reach(Examples.deletes(keys, volume, bricks));
    assertThat(view.volumes()).isEmpty();
    assertThat(view.volume(volume.id())).isEmpty();
    assertThat(view.bricksOn(peers.get(0).id())).isEmpty();
  }

  @Test
  void anEndedOperationIsNotOpenAndTheNewestComesFirst() {
    Operation first = Examples.operation(1, OperationKind.CREATE_VOLUME, "volume/v1");
    Operation second = Examples.operation(2, OperationKind.START_VOLUME, "volume/v1");
    reach(List.of(put(keys.operation(first.id()), first)));
    reach(List.of(put(keys.operation(second.id()), second)));
    Operation ended = first.ended(Examples.NOW, Outcome.SUCCEEDED, null, List.of());
    reach(List.of(put(keys.operation(first.id()), ended)));

    assertThat(view.operations()).containsExactly(second, ended);
    assertThat(view.openOperations("volume/v1")).containsExactly(second);
    assertThat(view.operation(first.id())).contains(ended);
  }

  @Test
  void openOperationsAreFoundByWhatTheyLock() {
    Operation first = Examples.operation(1, OperationKind.CREATE_VOLUME, "volume/v1");
    Operation second = Examples.operation(2, OperationKind.START_VOLUME, "volume/v1");
    Operation third = Examples.operation(3, OperationKind.START_VOLUME, "volume/v2");
    for (Operation operation : List.of(first, second, third)) {
      reach(List.of(put(keys.operation(operation.id()), operation)));
    }
    assertThat(view.openOperations()).containsExactlyInAnyOrder(first, second, third);
    Operation committed = first.withState(OperationState.COMMITTED, 7);
    reach(List.of(put(keys.operation(first.id()), committed)));
    assertThat(view.openOperations("volume/v1")).containsExactlyInAnyOrder(committed, second);
    reach(List.of(new Change.Delete(keys.operation(second.id()))));
    assertThat(view.openOperations("volume/v1")).containsExactly(committed);
    Operation ended = committed.ended(Examples.NOW, Outcome.SUCCEEDED, null, List.of());
    reach(List.of(put(keys.operation(first.id()), ended)));
    assertThat(view.openOperations("volume/v1")).isEmpty();
    assertThat(view.openOperations()).containsExactly(third);
  }

  @Test
  void findsTheBrickThatAPathOverlaps() {
    UUID peer = peers.get(0).id();
    Brick brick = Examples.brick(volume, peers.get(0), "/bricks/a/b", 0);
    reach(Examples.puts(keys, volume, List.of(brick)));
    for (String path : List.of("/bricks/a/b", "/bricks/a/b/c/d", "/bricks/a", "/bricks")) {
      assertThat(view.overlapping(peer, path)).as(path).contains(brick);
      assertThat(view.overlapping(peers.get(1).id(), path)).as(path).isEmpty();
    }
    for (String path :
        List.of("/bricks/a/bc", "/bricks/a/b-", "/bricks/a/", "/brick", "/b", "/x")) {
      assertThat(view.overlapping(peer, path.replaceAll("/$", "1"))).as(path).isEmpty();
    }
  }

  @Test
  void aBrickThatIsAtAnotherPortIsAChangeOfItsVolume() throws Exception {
    UUID peer = peers.get(0).id();
    reach(Examples.puts(keys, volume, bricks));
    List<Set<String>> told = new CopyOnWriteArrayList<>();
    try (AutoCloseable handle = view.onChange((names, revision) -> told.add(names))) {
      String port = keys.port(peer, bricks.get(0).path());
      reach(List.of(put(port, new BrickPort("h", 49152, 0))));
      Eventually.await("told of the port", () -> told.contains(Set.of("v1")));
      assertThat(view.portsOf(peer)).containsOnlyKeys(peer + bricks.get(0).path());
      assertThat(view.portsOf(peers.get(1).id())).isEmpty();
      told.clear();
      reach(List.of(new Change.Delete(port)));
      Eventually.await("told that it is gone", () -> told.contains(Set.of("v1")));
    }
  }

  @Test
  void aVolumeMadeAnewUnderItsNameHasItsOwnBricks() {
    reach(Examples.puts(keys, volume, bricks));
    Volume other =
        new Volume(
            new UUID(5, 5),
            "v1",
            VolumeState.CREATED,
            "tcp",
            volume.subvols(),
            volume.options(),
            volume.metadata(),
            volume.auth(),
            0);
    Brick only = Examples.brick(other, peers.get(0), "/bricks/new", 0);
    List<Change> changes = new ArrayList<>(Examples.deletes(keys, volume, bricks));
    changes.remove(0);
    changes.addAll(Examples.puts(keys, other, List.of(only)));
    reach(changes);

    assertThat(view.volume("v1").orElseThrow().bricks()).containsExactly(only);
    assertThat(view.volume(volume.id())).isEmpty();
    assertThat(view.volume(other.id())).isPresent();
  }

  @Test
  void aBadValueIsLeftOutAndNothingElse() {
    reach(Examples.puts(keys, volume, bricks));
    reach(
        List.of(
            new Change.Put(keys.volume("v1"), "{not json".getBytes(UTF_8)),
            new Change.Put(keys.volume("v2"), "{}".getBytes(UTF_8)),
            new Change.Put(keys.volume("v3"), "null".getBytes(UTF_8)),
            new Change.Put(keys.volume("v4"), Json.write(volume)),
            new Change.Put(keys.brick(new UUID(0, 9), "/x"), Json.write(bricks.get(0))),
            new Change.Put(keys.operations() + "x", "[]".getBytes(UTF_8)),
            new Change.Put(keys.peers() + "x", new byte[0]),
            new Change.Put(keys.engine(), "7".getBytes(UTF_8)),
            new Change.Put(keys.root() + "strange", "x".getBytes(UTF_8)),
            put(keys.peer(peers.get(0).id()), peers.get(0))));

    assertThat(view.volumes()).extracting(v -> v.volume().name()).containsExactly("v1");
    assertThat(view.peers()).containsExactly(peers.get(0));
    assertThat(view.operations()).isEmpty();
    assertThat(view.brick(new UUID(0, 9), "/x")).isEmpty();
  }

  @Test
  void losesNothingWhenTheWatchLosesItsPlace() {
    reach(Examples.puts(keys, volume, bricks));
    Volume second = Examples.volume("v2", 1);
    store.compact();
    reach(Examples.puts(keys, second, Examples.bricks(second, peers.subList(0, 1))));
    store.compact();
    reach(Examples.deletes(keys, volume, bricks));
    assertThat(view.volumes()).extracting(v -> v.volume().name()).containsExactly("v2");
    assertThat(view.bricksOn(peers.get(0).id())).hasSize(1);
    assertThat(view.bricksOn(peers.get(1).id())).isEmpty();
  }

  @Test
  void aRevisionOfAnotherClusterIsReachedToo() {
    ClusterKeys other = new ClusterKeys(new UUID(2, 2));
    reach(Examples.puts(keys, volume, bricks));
    long elsewhere = store.put(other.engine(), Json.write(new Engine(null, 1, "default")));

    assertThat(view.awaitRevision(elsewhere, BOUND)).isTrue();
    assertThat(view.volumes()).hasSize(1);
    assertThat(view.awaitRevision(elsewhere + 1, Duration.ofMillis(20))).isFalse();
  }

  @Test
  void catchesUpWithOneVolume() throws Exception {
    reach(Examples.puts(keys, volume, bricks));
    assertThat(view.catchUp("v1", BOUND)).as("nothing is newer").isFalse();
    assertThat(view.catchUp("v2", BOUND)).as("it is nowhere").isFalse();
    CountDownLatch told = holdTheWatches();
    store.commit(List.of(), Examples.deletes(keys, volume, bricks));
    assertThat(view.volume("v1")).isPresent();
    assertThatThrownBy(() -> view.catchUp("v1", Duration.ofMillis(20)))
        .hasMessage("this node's copy of volume v1 is old, and does not follow");

    CompletableFuture<Boolean> caughtUp =
        CompletableFuture.supplyAsync(() -> view.catchUp("v1", BOUND));
    told.countDown();

    caughtUp.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    assertThat(view.volume("v1")).isEmpty();
  }

  /** Changes are told to nobody until the latch is down. */
  private CountDownLatch holdTheWatches() throws InterruptedException {
    ClusterKeys other = new ClusterKeys(new UUID(2, 2));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    store.watch(
        other.root(),
        new WatchListener() {
          @Override
          public void changed(long revision, List<Versioned> changes) {
            held.countDown();
            awaitQuietly(release);
          }

          @Override
          public void relisted(Listing everything) {}
        });
    store.put(other.engine(), Json.write(new Engine(null, 1, "default")));
    assertThat(held.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return release;
  }

  @Test
  void growsStaleWhileTheStoreIsAwayAndStillAnswers() {
    reach(Examples.puts(keys, volume, bricks));
    assertThat(view.staleFor()).isZero();
    store.setAway(true);
    Eventually.await("stale", () -> !view.staleFor().isZero());
    assertThat(view.staleFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
    assertThat(view.volumes()).hasSize(1);
    store.setAway(false);
    Eventually.await("fresh", () -> view.staleFor().isZero());
  }

  @Test
  void tellsListenersWhichVolumesLookDifferent() throws Exception {
    Set<String> told = new TreeSet<>();
    List<Long> revisions = new CopyOnWriteArrayList<>();
    try (AutoCloseable handle =
            view.onChange(
                (names, revision) -> {
                  synchronized (told) {
                    told.addAll(names);
                  }
                  revisions.add(revision);
                });
        AutoCloseable failing =
            view.onChange(
                (names, revision) -> {
                  throw new IllegalStateException("planted");
                })) {
      long revision = reach(Examples.puts(keys, volume, bricks));
      Eventually.await("told of the volume", () -> revisions.contains(revision));
      synchronized (told) {
        assertThat(told).containsExactly("v1");
        told.clear();
      }
      Brick moved = Examples.brick(volume, peers.get(0), "/bricks/v1", 5);
      long second = reach(List.of(put(keys.brick(moved.peerId(), moved.path()), moved)));
      Eventually.await("told of its brick", () -> revisions.contains(second));
      synchronized (told) {
        assertThat(told).containsExactly("v1");
        told.clear();
      }
      long third = reach(List.of(put(keys.peer(peers.get(0).id()), peers.get(0))));
      Eventually.await("told of a peer", () -> revisions.contains(third));
      store.compact();
      reach(List.of(put(keys.peer(peers.get(1).id()), peers.get(1))));
      synchronized (told) {
        assertThat(told).isEmpty();
      }
    }
  }

  @Test
  void mergesBurstsForASlowListener() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    List<Set<String>> calls = new CopyOnWriteArrayList<>();
    try (AutoCloseable handle =
        view.onChange(
            (names, revision) -> {
              calls.add(names);
              first.countDown();
              awaitQuietly(hold);
            })) {
      reach(List.of(put(keys.peer(peers.get(0).id()), peers.get(0))));
      assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 50; i++) {
        Volume one = Examples.volume("many-" + i, 1);
        reach(Examples.puts(keys, one, Examples.bricks(one, peers.subList(0, 1))));
      }
      assertThat(view.volumes()).hasSize(50);
      hold.countDown();
      Eventually.await("all are told", () -> calls.stream().mapToInt(Set::size).sum() == 50);
      assertThat(calls.size()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aReaderNeverSeesAVolumeWithoutItsBricks() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              while (!done.get()) {
                for (VolumeView seen : view.volumes()) {
                  boolean whole =
                      seen.bricks().size() == 3
                          && view.volume("v1").map(one -> one.bricks().size() == 3).orElse(true);
                  if (!whole) {
                    wrong.set(seen.toString());
                  }
                }
              }
            });
    reader.start();
    for (int i = 0; i < 300; i++) {
      store.commit(List.of(), Examples.puts(keys, volume, bricks));
      reach(Examples.deletes(keys, volume, bricks));
    }
    done.set(true);
    reader.join();
    assertThat(wrong.get()).isNull();
  }

  @Test
  void carriesTenThousandVolumes() {
    int count = 10_000;
    IntStream.range(0, count)
        .mapToObj(i -> Examples.volume("volume-" + i, 3))
        .forEach(
            one -> store.commit(List.of(), Examples.puts(keys, one, Examples.bricks(one, peers))));
    long last = reach(List.of(put(keys.peer(peers.get(0).id()), peers.get(0))));
    assertThat(view.volumes()).hasSize(count);
    assertThat(view.bricksOn(peers.get(0).id())).hasSize(count);

    long before = System.nanoTime();
    try (WatchedClusterView other = new WatchedClusterView(store, keys)) {
      assertThat(other.awaitRevision(last, BOUND)).isTrue();
      assertThat(other.volumes()).hasSize(count);
    }
    long listed = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      Volume changed = Examples.volume("volume-" + i, 3).withState(VolumeState.STARTED);
      reach(Examples.puts(keys, changed, List.of()));
    }
    long changed = System.nanoTime();
    System.out.printf(
        "40,000 keys listed and read in %d ms; a change is seen after %.2f ms%n",
        (listed - before) / 1_000_000, (changed - listed) / 100 / 1e6);
  }

  private long reach(List<Change> changes) {
    long revision = store.commit(List.of(), changes).revision();
    assertThat(view.awaitRevision(revision, BOUND)).isTrue();
    return revision;
  }

  private static Change put(String key, Object value) {
    return new Change.Put(key, Json.write(value));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
