package dev.bricklayer.activities.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationArchiveTest {
  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final WatchedClusterView view = new WatchedClusterView(store, rig.keys);

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  @Test
  void keepsTheNewestAndEveryOpenOne() {
    for (int i = 1; i <= 250; i++) {
      ended(i, Duration.ofMinutes(i));
    }
    long last = rig.put(rig.keys.operation(open().id()), open());
    view.awaitRevision(last, Duration.ofSeconds(20));

    OperationArchive archive = new OperationArchive(store, view, rig.clock, 20, Duration.ofDays(1));
    assertThat(archive.sweep()).isEqualTo(230);
    view.awaitRevision(rig.put(rig.keys.xlators(), "x"), Duration.ofSeconds(20));
    assertThat(view.operations()).hasSize(21).contains(open());
    assertThat(view.operations().stream().filter(o -> !o.open()).map(Operation::endedAt))
        .allMatch(end -> end != null && !end.isBefore(Examples.NOW.minus(Duration.ofMinutes(20))));
    assertThat(archive.sweep()).isZero();
  }

  @Test
  void dropsWhatIsTooOld() {
    ended(1, Duration.ofDays(2));
    ended(2, Duration.ofHours(20));
    view.awaitRevision(rig.put(rig.keys.xlators(), "x"), Duration.ofSeconds(20));
    assertThat(new OperationArchive(store, view, rig.clock, 20, Duration.ofDays(1)).sweep())
        .isEqualTo(1);
    assertThat(rig.records().read(Examples.operation(2, OperationKind.ADD_PEER, "cluster").id()))
        .isPresent();
  }

  @Test
  void keepsWhatANodeStillHasToSettleBy() {
    UUID peer = rig.peers.get(0).id();
    Operation owing = ended(1, Duration.ofDays(2));
    Operation other = ended(2, Duration.ofDays(2));
    String tombstone = rig.keys.tombstone(peer, new UUID(0, 9));
    rig.put(
        rig.keys.debt(peer, owing.id()),
        new Debt(owing.id(), peer, List.of("prepare"), Examples.NOW));
    rig.put(tombstone, new Tombstone(new UUID(0, 9), other.entity(), peer, List.of()));
    view.awaitRevision(rig.put(rig.keys.xlators(), "x"), Duration.ofSeconds(20));

    OperationArchive archive = new OperationArchive(store, view, rig.clock, 0, Duration.ofDays(1));
    assertThat(archive.sweep()).isZero();
    store.commit(List.of(), List.of(new Change.Delete(tombstone)));
    assertThat(archive.sweep()).isEqualTo(1);
    assertThat(rig.records().read(owing.id())).isPresent();
    assertThat(rig.records().read(other.id())).isEmpty();
  }

  private static Operation open() {
    return Examples.operation(1000, OperationKind.ADD_PEER, "cluster");
  }

  private Operation ended(int number, Duration ago) {
    Operation operation = Examples.operation(number, OperationKind.ADD_PEER, "cluster");
    rig.put(
        rig.keys.operation(operation.id()),
        operation.ended(Examples.NOW.minus(ago), Outcome.SUCCEEDED, null, List.of()));
    return operation;
  }
}
