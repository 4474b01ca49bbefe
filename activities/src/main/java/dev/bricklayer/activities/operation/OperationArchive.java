package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Bounds how many records of ended operations are kept, and how long; the oldest go first. Open
 * ones are never touched, nor those by which a node still has to undo or to clear something: of an
 * operation without a record nothing is ever undone. Any node may sweep, also several at once.
 */
public final class OperationArchive {
  public static final int MOST = 10_000;
  public static final Duration LONGEST = Duration.ofDays(90);

  /** Fits the transaction size that etcd has by default. */
  private static final int AT_ONCE = 100;

  private final ClusterStore store;
  private final ClusterView view;
  private final Clock clock;
  private final int most;
  private final Duration longest;

  public OperationArchive(ClusterStore store, ClusterView view, Clock clock) {
    this(store, view, clock, MOST, LONGEST);
  }

  /**
   * @param most so many ended operations are kept
   * @param longest and none that ended longer ago
   */
  public OperationArchive(
      ClusterStore store, ClusterView view, Clock clock, int most, Duration longest) {
    this.store = store;
    this.view = view;
    this.clock = clock;
    this.most = most;
    this.longest = longest;
  }

  /**
   * Deletes what is beyond the bounds.
   *
   * @return how many
   */
  public int sweep() {
    Instant oldest = clock.instant().minus(longest);
    List<Operation> ended =
        view.operations().stream()
            .filter(operation -> !operation.open())
            .sorted(Comparator.comparing(OperationArchive::endOf).reversed())
            .toList();
    List<Operation> old =
        IntStream.range(0, ended.size())
            .filter(i -> i >= most || endOf(ended.get(i)).isBefore(oldest))
            .mapToObj(ended::get)
            .toList();
    List<Change> deletions = old.isEmpty() ? List.of() : deletions(old);
    for (int from = 0; from < deletions.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, deletions.size());
      store.commit(List.of(), deletions.subList(from, to));
    }
    return deletions.size();
  }

  private List<Change> deletions(List<Operation> old) {
    Set<UUID> owing = new HashSet<>();
    for (Entry debt : store.list(view.keys().debts()).entries()) {
      owing.add(Json.read(debt.value(), Debt.class).operation());
    }
    Set<String> unburied = new HashSet<>();
    for (Entry dead : store.list(view.keys().tombstones()).entries()) {
      unburied.add(Json.read(dead.value(), Tombstone.class).volumeName());
    }
    return old.stream()
        .filter(operation -> !owing.contains(operation.id()))
        .filter(operation -> !unburied.contains(operation.entity()))
        .map(operation -> (Change) new Change.Delete(view.keys().operation(operation.id())))
        .toList();
  }

  private static Instant endOf(Operation operation) {
    Instant end = operation.endedAt();
    return end == null ? operation.acceptedAt() : end;
  }
}
