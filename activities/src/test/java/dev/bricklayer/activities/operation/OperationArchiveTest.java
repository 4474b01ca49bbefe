package dev.bricklayer.activities.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationArchiveTest {
  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final WatchedClusterView view = new WatchedClusterView(store, rig.keys);
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  private OperationArchive archive(int most, Duration longest) {
    return new OperationArchive(store, view, most, longest, nanos::get);
  }

  private void follow() {
    assertThat(
            view.awaitRevision(
                rig.put(rig.keys.xlators(), UUID.randomUUID()), Duration.ofSeconds(20)))
        .isTrue();
  }

  private long closed() {
    return view.operations().stream().filter(operation -> !operation.open()).count();
  }

  @Test
  void keepsTheNewestAndEveryOpenOneAndTakesATenthAtATime() {
    for (int i = 1; i <= 250; i++) {
      ended(i, Duration.ofMinutes(i));
    }
    rig.put(rig.keys.operation(open().id()), open());
    follow();

    OperationArchive archive = archive(20, Duration.ofDays(1));
    assertThat(archive.sweep()).isEqualTo(25);
    for (long before = 250, now = 225; now < before; now = closed()) {
      before = now;
      follow();
      assertThat(archive.sweep()).isLessThanOrEqualTo(Math.max(10, (int) (before / 10)));
      follow();
    }
    assertThat(view.operations()).hasSize(21).contains(open());
    assertThat(view.operations().stream().filter(o -> !o.open()).map(Operation::endedAt))
        .allMatch(end -> end != null && !end.isBefore(Examples.NOW.minus(Duration.ofMinutes(20))));
    assertThat(archive.sweep()).isZero();
  }

  @Test
  void dropsWhatIsTooOldOnceInAnHour() {
    for (int i = 1; i <= 30; i++) {
      ended(i, Duration.ofHours(i));
    }
    for (int i = 31; i <= 55; i++) {
      ended(i, Duration.ofDays(5));
    }
    follow();
    OperationArchive archive = archive(1000, Duration.ofDays(2));
    assertThat(archive.sweep()).isEqualTo(10);
    follow();
    assertThat(archive.sweep()).isZero();
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(archive.sweep()).isEqualTo(10);
    follow();
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(archive.sweep()).isEqualTo(5);
    follow();
    assertThat(closed()).isEqualTo(30);
    assertThat(rig.records().read(id(30))).isPresent();
  }

  @Test
  void neitherTheSweepersClockNorAFewRecordsOfAWrongOneMakeTheLogOld() {
    for (int i = 1; i <= 22; i++) {
      ended(i, Duration.ofDays(400 + i));
    }
    follow();
    assertThat(archive(1000, Duration.ofDays(90)).sweep())
        .as("the newest records are as old as the others")
        .isZero();
    for (int i = 23; i <= 28; i++) {
      ended(i, Duration.ofDays(-91));
    }
    follow();
    assertThat(archive(1000, Duration.ofDays(90)).sweep()).as("six are from the future").isZero();
  }

  @Test
  void recordsOfOldThatAreStillNeededDoNotShieldTheOthers() {
    Peer peer = rig.peers.get(0);
    for (int i = 1; i <= 40; i++) {
      ended(i, i <= 2 ? Duration.ofDays(500) : Duration.ofMinutes(i));
    }
    Operation deletion =
        Examples.operation(41, OperationKind.DELETE_VOLUME, "volume/v1")
            .ended(Examples.NOW.minus(Duration.ofDays(400)), Outcome.SUCCEEDED, null, List.of());
    rig.put(rig.keys.operation(deletion.id()), deletion);
    rig.put(rig.keys.peer(peer.id()), peer);
    rig.put(
        rig.keys.debt(peer.id(), id(1)),
        new Debt(id(1), peer.id(), List.of("prepare"), Examples.NOW));
    follow();
    assertThat(archive(20, Duration.ofDays(90)).sweep()).isEqualTo(10);
    assertThat(rig.records().read(id(1))).as("it owes something").isPresent();
    assertThat(rig.records().read(deletion.id())).isEmpty();
    assertThat(rig.records().read(id(2))).isEmpty();
  }

  @Test
  void keepsWhatANodeStillHasToSettleBy() {
    UUID peer = rig.peers.get(0).id();
    ended(1, Duration.ofDays(2));
    ended(2, Duration.ofDays(2));
    String tombstone = rig.keys.tombstone(peer, new UUID(0, 9));
    rig.put(rig.keys.debt(peer, id(1)), new Debt(id(1), peer, List.of("prepare"), Examples.NOW));
    rig.put(tombstone, new Tombstone(new UUID(0, 9), "v1", peer, List.of()));
    follow();

    assertThat(archive(0, Duration.ofDays(1)).sweep()).isZero();
    store.commit(List.of(), List.of(new Change.Delete(tombstone)));
    assertThat(archive(0, Duration.ofDays(1)).sweep()).isEqualTo(1);
    assertThat(rig.records().read(id(1))).isPresent();
    assertThat(rig.records().read(id(2))).isEmpty();
  }

  private static UUID id(int number) {
    return Examples.operation(number, OperationKind.ADD_PEER, "cluster").id();
  }

  private static Operation open() {
    return Examples.operation(1000, OperationKind.ADD_PEER, "cluster");
  }

  private void ended(int number, Duration ago) {
    Operation operation = Examples.operation(number, OperationKind.ADD_PEER, "cluster");
    rig.put(
        rig.keys.operation(operation.id()),
        operation.ended(Examples.NOW.minus(ago), Outcome.SUCCEEDED, null, List.of()));
  }
}
