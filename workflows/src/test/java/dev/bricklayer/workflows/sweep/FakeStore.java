package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's configuration and the records of its operations, with the rules of their commits.
 * Guarded by the lock of its {@link FakeCluster}.
 */
final class FakeStore {
  final Map<String, FakeVolume> volumes = new TreeMap<>();
  final Map<UUID, Peer> peers = new TreeMap<>();
  final Map<UUID, Record> records = new HashMap<>();
  final List<Debt> debts = new ArrayList<>();
  final List<Tombstone> tombstones = new ArrayList<>();
  long epoch = 1;
  private final Set<Plant> plants;
  private long revision = 100;

  FakeStore(Set<Plant> plants) {
    this.plants = plants;
  }

  record FakeVolume(UUID id, String name, VolumeState state, List<Brick> bricks) {}

  /** The record of an operation. */
  static final class Record {
    OperationState state = OperationState.ACCEPTED;
    long committed;
    long ended;
    @Nullable OperationError why;
    @Nullable OperationEnd end;

    @Nullable Outcome outcome() {
      return end == null ? null : end.outcome();
    }
  }

  void accept(Ticket ticket) {
    records.putIfAbsent(ticket.operation(), new Record());
  }

  void begin(Ticket ticket) {
    Record record = record(ticket);
    OperationEnd end = record.end;
    if (end != null && end.error() != null) {
      throw new ClusterException(end.error().code(), end.error().message(), end.error().fields());
    }
    OperationError why = record.why;
    if (record.state == OperationState.UNDOING && why != null) {
      Map<String, String> fields = new TreeMap<>(why.fields());
      fields.put("state", "UNDOING");
      throw new ClusterException(why.code(), why.message(), fields);
    }
    if (record.state != OperationState.ACCEPTED && record.state != OperationState.COMMITTED) {
      throw conflict("the operation is " + record.state);
    }
  }

  boolean beginUndo(Ticket ticket, @Nullable OperationError why) {
    Record record = record(ticket);
    switch (record.state) {
      case COMMITTED:
        return false;
      case ENDED:
        return record.outcome() != Outcome.SUCCEEDED;
      default:
        if (record.state != OperationState.UNDOING) {
          record.why = why;
        }
        record.state = OperationState.UNDOING;
        return true;
    }
  }

  long end(Ticket ticket, OperationEnd end) {
    Record record = record(ticket);
    if (record.state == OperationState.ACCEPTED) {
      throw conflict("the operation is neither committed nor undone");
    }
    if (record.state != OperationState.ENDED) {
      record.state = OperationState.ENDED;
      record.end = end;
      record.ended = ++revision;
      debts.addAll(end.debts());
    }
    return record.ended;
  }

  /** Commits an operation: the guards that all commits share, then the change with its own. */
  long commit(Ticket ticket, Runnable change) {
    Record record = record(ticket);
    if (record.state == OperationState.COMMITTED) {
      return record.committed;
    }
    if (record.state != OperationState.ACCEPTED && !plants.contains(Plant.COMMIT_UNGUARDED)) {
      throw conflict("the operation is " + record.state);
    }
    change.run();
    record.committed = ++revision;
    if (record.state == OperationState.ACCEPTED) {
      record.state = OperationState.COMMITTED;
    }
    return record.committed;
  }

  FakeVolume volume(String name) {
    FakeVolume volume = volumes.get(name);
    if (volume == null) {
      throw conflict("no volume " + name);
    }
    return volume;
  }

  void put(FakeVolume volume) {
    volumes.put(volume.name(), volume);
  }

  void bury(FakeVolume volume) {
    volumes.remove(volume.name());
    Map<UUID, List<Brick>> byPeer = new TreeMap<>();
    for (Brick brick : volume.bricks()) {
      byPeer.computeIfAbsent(brick.peerId(), peer -> new ArrayList<>()).add(brick);
    }
    byPeer.forEach(
        (peer, bricks) -> tombstones.add(new Tombstone(volume.id(), volume.name(), peer, bricks)));
  }

  boolean holdsBricks(UUID peer) {
    return bricks().stream().anyMatch(brick -> brick.peerId().equals(peer));
  }

  List<Brick> bricks() {
    return volumes.values().stream().flatMap(volume -> volume.bricks().stream()).toList();
  }

  boolean isOpen(@Nullable UUID operation) {
    Record record = records.get(operation);
    return record != null && record.state != OperationState.ENDED;
  }

  /** Whether a step of the operation that is not an undo may still have an effect. */
  boolean goesForward(UUID operation) {
    Record record = records.get(operation);
    return record != null
        && (record.state == OperationState.ACCEPTED || record.state == OperationState.COMMITTED);
  }

  static ClusterException conflict(String why) {
    return new ClusterException(ErrorCode.CONFLICT, why);
  }

  private Record record(Ticket ticket) {
    Record record = records.get(ticket.operation());
    if (record == null) {
      throw new ClusterException(ErrorCode.OPERATION_NOT_FOUND, "no record of the operation");
    }
    checkEpoch(ticket);
    return record;
  }

  /** Refuses what an engine sends that is no longer in charge. */
  void checkEpoch(Ticket ticket) {
    if (ticket.epoch() < epoch) {
      throw conflict("epoch " + ticket.epoch() + " is over, it is " + epoch);
    }
  }
}
