package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many records of ended operations are kept, and how long; the oldest go first. Open
 * ones are never touched, nor those that still have something to do on a node: a debt, or bricks of
 * a deleted volume. Any node may sweep, also several at once.
 *
 * <p>What is old is decided by the records themselves, not by the clock of the node that sweeps: by
 * the {@link #WITNESSES}th newest end, so that neither a sweeper nor a few records of a node with a
 * wrong clock make the log old. And no sweep takes more than a tenth of the records, or {@link
 * #FLOOR}; by age at most one in an hour does.
 */
public final class OperationArchive {
  public static final int MOST = 10_000;
  public static final Duration LONGEST = Duration.ofDays(90);

  /** So many records must have ended after a moment before it counts as the present. */
  static final int WITNESSES = 10;

  /** A sweep of few records may take so many. */
  static final int FLOOR = 10;

  static final Duration BETWEEN = Duration.ofHours(1);

  /** Fits the transaction size that etcd has by default. */
  private static final int AT_ONCE = 100;

  private final ClusterStore store;
  private final ClusterView view;
  private final int most;
  private final Duration longest;
  private final LongSupplier nanos;
  private @Nullable Long lastByAge;

  public OperationArchive(ClusterStore store, ClusterView view) {
    this(store, view, MOST, LONGEST, System::nanoTime);
  }

  /**
   * @param most so many ended operations are kept
   * @param longest and none that ended longer ago
   * @param nanos a clock that only runs on
   */
  OperationArchive(
      ClusterStore store, ClusterView view, int most, Duration longest, LongSupplier nanos) {
    this.store = store;
    this.view = view;
    this.most = most;
    this.longest = longest;
    this.nanos = nanos;
  }

  /**
   * Deletes what is beyond the bounds, as much of it as one sweep may take.
   *
   * @return how many
   */
  public int sweep() {
    List<Operation> ended =
        view.operations().stream()
            .filter(operation -> !operation.open())
            .sorted(Comparator.comparing(OperationArchive::endOf))
            .toList();
    int room = Math.max(FLOOR, ended.size() / 10);
    int beyond = Math.max(0, ended.size() - most);
    Instant oldest = byAgeNow() && ended.size() >= WITNESSES ? oldest(ended) : Instant.MIN;
    if (beyond == 0 && !(ended.size() > 0 && endOf(ended.get(0)).isBefore(oldest))) {
      return 0;
    }
    Set<UUID> kept = unsettled(ended);
    List<Change> deletions = new ArrayList<>();
    for (int at = 0; at < ended.size() && deletions.size() < room; at++) {
      Operation operation = ended.get(at);
      boolean old = endOf(operation).isBefore(oldest);
      if (at >= beyond && !old) {
        break;
      }
      if (!kept.contains(operation.id())) {
        lastByAge = old ? Long.valueOf(nanos.getAsLong()) : lastByAge;
        deletions.add(new Change.Delete(view.keys().operation(operation.id())));
      }
    }
    for (int from = 0; from < deletions.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, deletions.size());
      store.commit(List.of(), deletions.subList(from, to));
    }
    return deletions.size();
  }

  private boolean byAgeNow() {
    return lastByAge == null || nanos.getAsLong() - lastByAge >= BETWEEN.toNanos();
  }

  /**
   * @param ended the oldest first
   */
  private Instant oldest(List<Operation> ended) {
    return endOf(ended.get(ended.size() - WITNESSES)).minus(longest);
  }

  /** As the store has it now: of an operation without a record nothing is ever undone. */
  private Set<UUID> unsettled(List<Operation> ended) {
    Set<UUID> owing = new HashSet<>();
    for (Entry debt : store.list(view.keys().debts()).entries()) {
      owing.add(Json.read(debt.value(), Debt.class).operation());
    }
    Set<String> unburied = new HashSet<>();
    for (Entry dead : store.list(view.keys().tombstones()).entries()) {
      unburied.add(Json.read(dead.value(), Tombstone.class).volumeName());
    }
    return ended.stream()
        .filter(
            operation -> owing.contains(operation.id()) || unburied.contains(operation.entity()))
        .map(Operation::id)
        .collect(Collectors.toSet());
  }

  private static Instant endOf(Operation operation) {
    Instant end = operation.endedAt();
    return end == null ? operation.acceptedAt() : end;
  }
}
