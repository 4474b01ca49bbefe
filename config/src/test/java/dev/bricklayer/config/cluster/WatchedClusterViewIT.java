package dev.bricklayer.config.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.EtcdProcess;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.config.store.Eventually;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view over a real etcd that is killed and restarted. */
class WatchedClusterViewIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final ClusterKeys keys = new ClusterKeys(new UUID(1, 1));
  private final List<Peer> peers = List.of(Examples.peer(1), Examples.peer(2), Examples.peer(3));
  private EtcdProcess etcd;
  private EtcdStore store;
  private WatchedClusterView view;

  @BeforeEach
  void start() {
    etcd = EtcdProcess.start(folder);
    store = new EtcdStore(List.of(etcd.client()));
    view = new WatchedClusterView(store, keys);
    assertThat(view.awaitRevision(1, BOUND)).isTrue();
  }

  @AfterEach
  void stop() {
    view.close();
    store.close();
    etcd.close();
  }

  @Test
  void followsEachCommit() {
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long revision = create("volume-" + i);
      long before = System.nanoTime();
      assertThat(view.awaitRevision(revision, BOUND)).isTrue();
      micros.add((System.nanoTime() - before) / 1000);
      assertThat(view.volume("volume-" + i).orElseThrow().bricks()).hasSize(3);
    }
    Collections.sort(micros);
    System.out.printf(
        "a commit is seen after (µs) median %d, p95 %d, max %d%n",
        micros.get(150), micros.get(285), micros.get(299));
  }

  @Test
  void carriesTenThousandVolumes() {
    int count = 10_000;
    for (int from = 0; from < count; from += 100) {
      List<Change> changes = new ArrayList<>();
      IntStream.range(from, from + 100)
          .mapToObj(i -> Examples.volume("volume-" + i, 3))
          .forEach(one -> changes.addAll(Examples.puts(keys, one, Examples.bricks(one, peers))));
      store.commit(List.of(), changes);
    }
    long last = create("the-last");
    assertThat(view.awaitRevision(last, BOUND)).isTrue();
    assertThat(view.volumes()).hasSize(count + 1);

    long before = System.nanoTime();
    try (WatchedClusterView other = new WatchedClusterView(store, keys)) {
      assertThat(other.awaitRevision(last, BOUND)).isTrue();
      System.out.printf(
          "40,000 keys of etcd listed and read in %d ms%n",
          (System.nanoTime() - before) / 1_000_000);
      assertThat(other.volumes()).hasSize(count + 1);
      assertThat(other.bricksOn(peers.get(0).id())).hasSize(count + 1);
    }
  }

  @Test
  void answersWhileEtcdIsAwayAndCatchesUp() {
    long first = create("before");
    assertThat(view.awaitRevision(first, BOUND)).isTrue();
    assertThat(view.staleFor()).isZero();

    etcd.kill();
    Eventually.await("stale", () -> !view.staleFor().isZero());
    assertThat(view.volume("before")).isPresent();
    assertThat(view.awaitRevision(first + 1, Duration.ofMillis(300))).isFalse();

    etcd.restart();
    Eventually.await("fresh", () -> view.staleFor().isZero());
    long second = createWhenPossible("after");
    assertThat(view.awaitRevision(second, BOUND)).isTrue();
    assertThat(view.volumes()).hasSize(2);
  }

  @Test
  void followsToAnotherMember() {
    create("before");
    EtcdProcess other = EtcdProcess.start(folder.resolve("other"));
    try {
      // another etcd altogether: everything is listed anew
      store.reconnect(List.of(other.client()));
      long revision = createWhenPossible("over-there");
      assertThat(revision).isLessThan(10);
      Eventually.await(
          "the other's content",
          () ->
              view.volumes().size() == 1
                  && view.volumes().get(0).volume().name().equals("over-there"));
      assertThat(view.awaitRevision(revision, BOUND)).isTrue();
    } finally {
      store.reconnect(List.of(etcd.client()));
      other.close();
    }
  }

  private long createWhenPossible(String name) {
    List<Long> revision = new ArrayList<>();
    Eventually.await("created", () -> attempt(name).map(revision::add).orElse(false));
    return revision.get(0);
  }

  private Optional<Long> attempt(String name) {
    try {
      return Optional.of(create(name));
    } catch (ClusterException e) {
      return Optional.empty();
    }
  }

  private long create(String name) {
    Volume volume = Examples.volume(name, 3);
    List<Brick> bricks = Examples.bricks(volume, peers);
    List<Change> changes = new ArrayList<>(Examples.puts(keys, volume, bricks));
    changes.add(new Change.Put(keys.xlators(), Json.write("x")));
    return store.commit(List.of(), changes).revision();
  }
}
