package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.store.TxnResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The records of operations before their workflows run. */
public final class OperationRecords {
  private static final int WITHDRAWALS = 3;

  private final ClusterStore store;
  private final Supplier<ClusterKeys> keys;
  private final Clock clock;

  public OperationRecords(ClusterStore store, Supplier<ClusterKeys> keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Writes the record of a new operation; a second call with the same record is success.
   *
   * @return the revision that wrote it
   * @throws ClusterException {@code CONFLICT} when another operation has that id; {@code
   *     UNAVAILABLE} when it is unknown whether it was written: an operation that is not started
   *     after that is to be withdrawn
   */
  public long accept(Operation operation) {
    String key = keys.get().operation(operation.id());
    byte[] value = Json.write(operation);
    try {
      TxnResult result =
          store.commit(List.of(Guard.absent(key)), List.of(new Change.Put(key, value)));
      if (result.applied()) {
        return result.revision();
      }
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      // the answer is lost: it is there, or it is not
      Optional<Entry> there = store.get(key);
      if (there.isEmpty()) {
        throw e;
      }
    }
    return store
        .get(key)
        .filter(entry -> Arrays.equals(entry.value(), value))
        .map(Entry::modRevision)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.CONFLICT,
                    "another operation has the id " + operation.id(),
                    Map.of("operation-id", operation.id().toString())));
  }

  public Optional<Operation> read(UUID id) {
    return store
        .get(keys.get().operation(id))
        .map(entry -> Json.read(entry.value(), Operation.class));
  }

  /**
   * Deletes the record of an operation whose workflow was never started.
   *
   * @return false when it has gone on meanwhile; it stays then
   */
  public boolean withdraw(UUID id) {
    String key = keys.get().operation(id);
    for (int attempt = 1; ; attempt++) {
      Optional<Entry> entry = store.get(key);
      if (entry.isEmpty()) {
        return true;
      }
      Operation operation = Json.read(entry.get().value(), Operation.class);
      if (operation.state() != OperationState.ACCEPTED) {
        return false;
      }
      try {
        if (store
            .commit(List.of(Guard.unchanged(entry.get())), List.of(new Change.Delete(key)))
            .applied()) {
          return true;
        }
      } catch (ClusterException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || attempt == WITHDRAWALS) {
          throw e;
        }
      }
    }
  }

  /**
   * Of these operations those that were accepted that long ago and have neither committed nor begun
   * to roll back: perhaps nobody started their workflows.
   */
  public List<Operation> overdue(Collection<Operation> operations, Duration age) {
    Instant before = clock.instant().minus(age);
    return operations.stream()
        .filter(operation -> operation.state() == OperationState.ACCEPTED)
        .filter(operation -> operation.acceptedAt().isBefore(before))
        .toList();
  }
}
