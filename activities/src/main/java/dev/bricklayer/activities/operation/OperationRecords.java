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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The records of operations before their workflows run. */
public final class OperationRecords {
  private static final int WITHDRAWALS = 3;

  private final ClusterStore store;
  private final Supplier<ClusterKeys> keys;
  private final Clock clock;
  private final IdempotencyKeys uses;

  public OperationRecords(ClusterStore store, Supplier<ClusterKeys> keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.uses = new IdempotencyKeys(store, keys);
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
    return accept(operation, null)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.CONFLICT,
                    "another operation has the id " + operation.id(),
                    Map.of("operation-id", operation.id().toString())));
  }

  /**
   * The same, and in the same transaction notes that the key is used for it.
   *
   * @return empty when the key has been used, or another operation has that id
   */
  public OptionalLong accept(Operation operation, @Nullable KeyClaim claim) {
    try {
      return attempt(operation, claim);
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.CONFLICT || claim == null) {
        throw e;
      }
      uses.leaseIsGone();
      return attempt(operation, claim);
    }
  }

  private OptionalLong attempt(Operation operation, @Nullable KeyClaim claim) {
    String key = keys.get().operation(operation.id());
    byte[] value = Json.write(operation);
    List<Guard> guards = new ArrayList<>(List.of(Guard.absent(key)));
    List<Change> changes = new ArrayList<>(List.of(new Change.Put(key, value)));
    if (claim != null) {
      guards.add(Guard.absent(uses.key(claim)));
      changes.add(uses.write(claim, operation.id()));
    }
    try {
      TxnResult result = store.commit(guards, changes);
      if (result.applied()) {
        return OptionalLong.of(result.revision());
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
        .map(entry -> OptionalLong.of(entry.modRevision()))
        .orElseGet(OptionalLong::empty);
  }

  /** The keys by which callers name their requests. */
  public IdempotencyKeys uses() {
    return uses;
  }

  /** A record as the store has it now, with the revision that wrote it. */
  public record Noted(Operation operation, long revision) {}

  public Optional<Noted> noted(UUID id) {
    return store
        .get(keys.get().operation(id))
        .map(entry -> new Noted(Json.read(entry.value(), Operation.class), entry.modRevision()));
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
    return withdraw(id, null);
  }

  /** The same, and the key that was noted with it can be used again. */
  public boolean withdraw(UUID id, @Nullable KeyClaim claim) {
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
        List<Change> changes = new ArrayList<>(List.of(new Change.Delete(key)));
        if (claim != null) {
          // written with the record and by nobody else as long as that is there
          changes.add(new Change.Delete(uses.key(claim)));
        }
        if (store.commit(List.of(Guard.unchanged(entry.get())), changes).applied()) {
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
