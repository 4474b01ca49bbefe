package dev.bricklayer.activities.brick;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What allows that something is taken from a brick of this node: its mark, its {@code .glusterfs},
 * its folder, its process. Each answer is read linearizably from the store when it is asked for,
 * right before the effect; this node's copy is never enough. Only what is written counts: a record,
 * a volume or a brick that is missing proves nothing, because a store that was lost is empty too.
 * Before each look the store must have proved that it is the one that this node follows.
 *
 * <p>Every call throws {@code UNAVAILABLE} when the store does not answer, or is another one.
 */
final class PositiveProof {

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final UUID peer;
  private final Runnable confirm;

  /**
   * @param confirm throws {@code UNAVAILABLE} unless the store is certainly the one that is
   *     followed
   */
  PositiveProof(ClusterStore store, ClusterKeys keys, UUID peer, Runnable confirm) {
    this.store = store;
    this.keys = keys;
    this.peer = peer;
    this.confirm = confirm;
  }

  /** An operation's record with the engine's epoch, both of one moment. */
  record Told(Optional<Operation> operation, long epoch) {}

  Told told(UUID operation) {
    confirm.run();
    Map<String, Entry> read = store.getAll(List.of(keys.operation(operation), keys.engine()));
    return new Told(
        value(read.get(keys.operation(operation)), Operation.class),
        value(read.get(keys.engine()), Engine.class).map(Engine::epoch).orElse(0L));
  }

  Optional<Operation> record(UUID operation) {
    confirm.run();
    return read(keys.operation(operation), Operation.class);
  }

  /**
   * Whether the record says that what the operation did is to be undone; never that of one which a
   * restore has interrupted.
   */
  static boolean undoes(Operation operation) {
    return operation.state() == OperationState.UNDOING
        || operation.state() == OperationState.ENDED
            && operation.outcome() != null
            && operation.outcome() != Outcome.SUCCEEDED
            && operation.outcome() != Outcome.INTERRUPTED;
  }

  /** The tombstone of a volume's bricks here; empty also when a volume of that id is there. */
  Optional<Tombstone> tombstone(UUID volumeId) {
    confirm.run();
    return read(keys.tombstone(peer, volumeId), Tombstone.class)
        .filter(dead -> dead.volumeId().equals(volumeId))
        .filter(dead -> find(volumeId, dead.volumeName()).isEmpty());
  }

  Optional<Volume> volume(UUID id, String name) {
    confirm.run();
    return find(id, name);
  }

  private Optional<Volume> find(UUID id, String name) {
    return read(keys.volume(name), Volume.class).filter(volume -> volume.id().equals(id));
  }

  /** Whether the configuration says that no brick of the volume is to run here. */
  boolean mustNotRun(UUID volumeId, String volumeName) {
    Optional<Volume> volume = volume(volumeId, volumeName);
    return volume.isPresent()
        ? volume.get().state() != VolumeState.STARTED
        : tombstone(volumeId).isPresent();
  }

  /** Whether exactly this brick is registered for its path. */
  boolean registered(Brick brick) {
    confirm.run();
    return read(keys.brick(peer, brick.path()), Brick.class)
        .filter(known -> known.id().equals(brick.id()))
        .isPresent();
  }

  private <T> Optional<T> read(String key, Class<T> type) {
    return store.get(key).map(entry -> Json.read(entry.value(), type));
  }

  private static <T> Optional<T> value(
      @org.jspecify.annotations.Nullable Entry entry, Class<T> type) {
    return Optional.ofNullable(entry).map(there -> Json.read(there.value(), type));
  }
}
