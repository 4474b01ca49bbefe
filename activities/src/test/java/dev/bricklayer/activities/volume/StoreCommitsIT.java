package dev.bricklayer.activities.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.operation.StoreRig;
import dev.bricklayer.activities.peer.StorePeerCommits;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.EtcdProcess;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.config.store.Eventually;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commits against a real etcd: many at once, of many bricks, and while etcd is killed. */
class StoreCommitsIT {
  private static final String DONE = "done";

  @TempDir static Path folder;
  private static EtcdProcess etcd;
  private static EtcdStore store;

  private StoreRig rig;
  private StoreVolumeCommits commits;
  private StorePeerCommits peers;

  @BeforeAll
  static void start() {
    etcd = EtcdProcess.start(folder);
    store = new EtcdStore(List.of(etcd.client()));
    Eventually.await("the store answers", StoreCommitsIT::answers);
  }

  @AfterAll
  static void stop() {
    store.close();
    etcd.close();
  }

  @BeforeEach
  void prepare() {
    rig = new StoreRig(store);
    commits = new StoreVolumeCommits(store, () -> rig.keys, rig.clock);
    peers = new StorePeerCommits(store, () -> rig.keys, rig.clock);
  }

  @Test
  void ofManyCreationsWithOneBrickExactlyOneWins() throws Exception {
    List<Callable<String>> creations = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Volume volume = Examples.volume("v" + i, 2);
      Brick own = Examples.brick(volume, rig.peers.get(i % 2), "/bricks/own-" + i, 0);
      Brick shared = Examples.brick(volume, rig.peers.get(2), "/bricks/shared", 1);
      creations.add(() -> outcome(volume, List.of(own, shared)));
    }
    List<String> outcomes = together(creations);
    assertThat(outcomes.stream().filter(code -> code.equals(DONE))).hasSize(1);
    assertThat(outcomes.stream().filter(code -> code.equals("BRICK_IN_USE"))).hasSize(11);
    assertThat(store.list(rig.keys.volumes()).entries()).hasSize(1);
    assertThat(store.list(rig.keys.bricks()).entries()).hasSize(2);
  }

  @Test
  void independentCreationsDoNotDisturbEachOther() throws Exception {
    List<Callable<String>> creations = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Volume volume = Examples.volume("v" + i, 3);
      creations.add(() -> outcome(volume, Examples.bricks(volume, rig.peers)));
    }
    assertThat(together(creations)).containsOnly(DONE);
    assertThat(store.list(rig.keys.bricks()).entries()).hasSize(120);
  }

  @Test
  void aPeerIsRemovedOrGetsTheBrickButNotBoth() throws Exception {
    for (int round = 0; round < 20; round++) {
      StoreRig own = new StoreRig(store);
      rig = own;
      prepareCommits();
      Volume volume = Examples.volume("v", 3);
      Peer leaver = own.peers.get(2);
      Ticket removal = own.accept(OperationKind.REMOVE_PEER);
      List<String> outcomes =
          together(
              List.of(
                  () -> outcome(volume, Examples.bricks(volume, own.peers)),
                  () -> code(() -> peers.remove(removal, new RemovePeerPlan("10.0.0.3", leaver)))));
      boolean created = outcomes.get(0).equals(DONE);
      boolean removed = outcomes.get(1).equals(DONE);
      assertThat(created).as("%s", outcomes).isNotEqualTo(removed);
      assertThat(store.get(own.keys.peer(leaver.id())).isEmpty()).isEqualTo(removed);
      assertThat(store.list(own.keys.bricks()).entries()).hasSize(created ? 3 : 0);
    }
  }

  private void prepareCommits() {
    commits = new StoreVolumeCommits(store, () -> rig.keys, rig.clock);
    peers = new StorePeerCommits(store, () -> rig.keys, rig.clock);
  }

  @Test
  void commitAndRollBackNeverBothWin() throws Exception {
    for (int round = 0; round < 40; round++) {
      Volume volume = Examples.volume("v" + round, 3);
      Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
      AtomicBoolean undone = new AtomicBoolean();
      List<String> outcomes =
          together(
              List.of(
                  () -> code(() -> create(ticket, volume, Examples.bricks(volume, rig.peers))),
                  () ->
                      code(
                          () -> {
                            undone.set(rig.operations().beginUndo(ticket, null));
                            return 0L;
                          })));
      boolean committed = outcomes.get(0).equals(DONE);
      assertThat(undone.get()).isNotEqualTo(committed);
      assertThat(store.get(rig.keys.volume(volume.name())).isPresent()).isEqualTo(committed);
      assertThat(rig.state(ticket))
          .isEqualTo(committed ? OperationState.COMMITTED : OperationState.UNDOING);
    }
  }

  @Test
  void aVolumeOfThousandsOfBricksIsOneTransaction() {
    int count = 6000;
    Volume volume = Examples.volume("large", 3);
    List<Brick> bricks =
        IntStream.range(0, count)
            .mapToObj(i -> Examples.brick(volume, rig.peers.get(i % 3), "/bricks/large-" + i, i))
            .toList();
    Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
    long before = System.nanoTime();
    create(ticket, volume, bricks);
    System.out.printf(
        "%d bricks committed in %d ms%n", count, (System.nanoTime() - before) / 1_000_000);
    assertThat(store.list(rig.keys.bricks()).entries()).hasSize(count);

    commits.delete(rig.accept(OperationKind.DELETE_VOLUME), StoreRig.plan(volume, bricks, false));
    assertThat(store.list(rig.keys.bricks()).entries()).isEmpty();
  }

  @Test
  void eachCreationHappensOnceWhileEtcdIsKilled() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread killer =
        new Thread(
            () -> {
              for (int i = 0; i < 3; i++) {
                pause(400);
                etcd.kill();
                etcd.restart();
              }
              done.set(true);
            });
    killer.start();
    List<Ticket> tickets = new ArrayList<>();
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; !done.get() || i < 20; i++) {
      Volume volume = Examples.volume("v" + i, 3);
      Ticket ticket = patiently(() -> rig.accept(OperationKind.CREATE_VOLUME));
      tickets.add(ticket);
      revisions.add(patiently(() -> create(ticket, volume, Examples.bricks(volume, rig.peers))));
    }
    killer.join();
    patiently(() -> store.get(rig.keys.engine()));
    for (int i = 0; i < tickets.size(); i++) {
      // one revision wrote it, and that is the answer that was given
      assertThat(store.get(rig.keys.volume("v" + i)).orElseThrow().modRevision())
          .isEqualTo(revisions.get(i));
      rig.operations().end(tickets.get(i), StoreRig.end(Outcome.SUCCEEDED));
      Operation ended = rig.record(tickets.get(i));
      assertThat(ended.revision()).isEqualTo(revisions.get(i));
    }
    assertThat(store.list(rig.keys.bricks()).entries()).hasSize(3 * tickets.size());
  }

  @Test
  void manyCommitsInARow() {
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Volume volume = Examples.volume("v" + i, 3);
      Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
      long before = System.nanoTime();
      create(ticket, volume, Examples.bricks(volume, rig.peers));
      micros.add((System.nanoTime() - before) / 1000);
    }
    Collections.sort(micros);
    System.out.printf(
        "creation committed after (µs) min %d, median %d, p95 %d%n",
        micros.get(0), micros.get(100), micros.get(190));
    assertThat(store.list(rig.keys.volumes()).entries()).hasSize(micros.size());
  }

  private long create(Ticket ticket, Volume volume, List<Brick> bricks) {
    return commits.create(ticket, StoreRig.createPlan(volume, bricks));
  }

  private String outcome(Volume volume, List<Brick> bricks) {
    Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
    return code(() -> create(ticket, volume, bricks));
  }

  /** {@link #DONE}, or the code of its failure. */
  private static String code(Callable<Long> work) {
    try {
      work.call();
      return DONE;
    } catch (ApplicationFailure e) {
      return Failures.read(e).code().name();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> together(List<Callable<String>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    try {
      List<String> outcomes = new ArrayList<>();
      for (Future<String> outcome : pool.invokeAll(work)) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  /** Again while the store is silent, as the engine does. */
  private static <T> T patiently(Supplier<T> work) {
    List<T> result = new ArrayList<>();
    Eventually.await(
        "done",
        () -> {
          try {
            result.add(work.get());
            return true;
          } catch (RuntimeException e) {
            if (Failures.read(asFailure(e)).code() != ErrorCode.UNAVAILABLE) {
              throw e;
            }
            return false;
          }
        });
    return result.get(0);
  }

  private static RuntimeException asFailure(RuntimeException e) {
    return e instanceof ClusterException cluster ? Failures.of(cluster) : e;
  }

  private static boolean answers() {
    try {
      store.get("/");
      return true;
    } catch (ClusterException e) {
      return false;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
