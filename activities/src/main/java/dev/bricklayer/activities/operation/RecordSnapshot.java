package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation's record, the engine's epoch and some other keys as they were at one revision, and
 * the guards by which a transaction tells that they still are.
 */
public final class RecordSnapshot {
  private final ClusterKeys keys;
  private final Ticket ticket;
  private final Map<String, Entry> entries;
  private final Entry record;
  private final Operation operation;

  private RecordSnapshot(
      ClusterKeys keys, Ticket ticket, Map<String, Entry> entries, Entry record) {
    this.keys = keys;
    this.ticket = ticket;
    this.entries = entries;
    this.record = record;
    this.operation = Json.read(record.value(), Operation.class);
  }

  /**
   * @throws ClusterException {@code OPERATION_NOT_FOUND} when it has no record
   */
  static RecordSnapshot read(
      ClusterStore store, ClusterKeys keys, Ticket ticket, Collection<String> others) {
    String key = keys.operation(ticket.operation());
    List<String> wanted = new ArrayList<>(others);
    wanted.add(key);
    wanted.add(keys.engine());
    Map<String, Entry> entries = store.getAll(wanted);
    Entry record = entries.get(key);
    if (record == null) {
      throw new ClusterException(
          ErrorCode.OPERATION_NOT_FOUND,
          "the operation " + ticket.operation() + " has no record",
          Map.of("operation-id", ticket.operation().toString()));
    }
    return new RecordSnapshot(keys, ticket, entries, record);
  }

  public ClusterKeys keys() {
    return keys;
  }

  public Operation operation() {
    return operation;
  }

  /** The revision that wrote the record last. */
  long revision() {
    return record.modRevision();
  }

  /** One of the other keys. */
  public Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The value of one of the other keys. */
  public <T> Optional<T> value(String key, Class<T> type) {
    return entry(key).map(entry -> Json.read(entry.value(), type));
  }

  /** That one of the other keys is as it was, there or not. */
  public Guard unchanged(String key) {
    return entry(key).map(Guard::unchanged).orElseGet(() -> Guard.absent(key));
  }

  /** That the record and the engine's entry are as they were. */
  List<Guard> guards() {
    return List.of(Guard.unchanged(record), unchanged(keys.engine()));
  }

  /** The record's next state. */
  Change write(Operation next) {
    return new Change.Put(record.key(), Json.write(next));
  }

  /** An engine that was never noted has the epoch 0. */
  void checkEpoch() {
    long current = value(keys.engine(), Engine.class).map(Engine::epoch).orElse(0L);
    if (ticket.epoch() != current) {
      throw conflict(
          "the engine's epoch is " + current + ", the operation is of epoch " + ticket.epoch(),
          null);
    }
  }

  ClusterException conflict(String why, @Nullable Throwable cause) {
    return new ClusterException(
        ErrorCode.CONFLICT,
        why,
        Map.of("operation-id", ticket.operation().toString(), "state", operation.state().name()),
        cause);
  }
}
