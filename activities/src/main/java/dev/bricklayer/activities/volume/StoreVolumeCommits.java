package dev.bricklayer.activities.volume;

import dev.bricklayer.activities.ActivityFailures;
import dev.bricklayer.activities.operation.RecordSnapshot;
import dev.bricklayer.activities.operation.RecordTransition;
import dev.bricklayer.activities.operation.RecordTransition.Draft;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.VolumeCommits;
import dev.bricklayer.workflows.volume.VolumePlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** The commits of volume operations in the store. */
public final class StoreVolumeCommits implements VolumeCommits {
  private final RecordTransition records;
  private final Clock clock;

  public StoreVolumeCommits(ClusterStore store, Supplier<ClusterKeys> keys, Clock clock) {
    this.records = new RecordTransition(store, keys);
    this.clock = clock;
  }

  @Override
  public long create(Ticket ticket, CreateVolumePlan plan) {
    return ActivityFailures.converted(
        () -> {
          CreateVolumeDraft draft = new CreateVolumeDraft(records.keys(), plan, clock.instant());
          return records.commit(ticket, draft.reads(), draft::draft);
        });
  }

  @Override
  public long start(Ticket ticket, VolumePlan plan) {
    return changeState(
        ticket,
        plan,
        volume -> {
          if (volume.state() == VolumeState.STARTED && !plan.force()) {
            throw wrongState(volume, "volume already started");
          }
          return volume.withState(VolumeState.STARTED);
        });
  }

  @Override
  public long stop(Ticket ticket, VolumePlan plan) {
    return changeState(
        ticket,
        plan,
        volume ->
            switch (volume.state()) {
              case STARTED -> volume.withState(VolumeState.STOPPED);
              case STOPPED -> throw wrongState(volume, "volume already stopped");
              case CREATED -> throw wrongState(volume, "volume not started");
            });
  }

  /** Makes the volume's next value of its present one, or throws. */
  private interface StateChange {
    Volume of(Volume present);
  }

  private long changeState(Ticket ticket, VolumePlan plan, StateChange change) {
    String key = records.keys().volume(plan.name());
    return ActivityFailures.converted(
        () ->
            records.commit(
                ticket,
                List.of(key),
                now ->
                    new Draft(
                        List.of(now.unchanged(key)),
                        List.of(new Change.Put(key, Json.write(change.of(present(now, plan))))))));
  }

  @Override
  public long delete(Ticket ticket, VolumePlan plan) {
    ClusterKeys keys = records.keys();
    List<String> reads = new ArrayList<>();
    reads.add(keys.volume(plan.name()));
    plan.bricks().forEach(brick -> reads.add(keys.brick(brick.peerId(), brick.path())));
    return ActivityFailures.converted(
        () -> records.commit(ticket, reads, now -> deletion(now, plan)));
  }

  private Draft deletion(RecordSnapshot now, VolumePlan plan) {
    Volume volume = present(now, plan);
    if (volume.state() == VolumeState.STARTED) {
      throw wrongState(volume, "volume must be in stopped state before deleting");
    }
    ClusterKeys keys = now.keys();
    List<Guard> guards = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    guards.add(now.unchanged(keys.volume(plan.name())));
    changes.add(new Change.Delete(keys.volume(plan.name())));
    Map<UUID, List<Brick>> byPeer = new TreeMap<>();
    for (Brick planned : plan.bricks()) {
      String key = keys.brick(planned.peerId(), planned.path());
      Brick brick = own(now, volume, planned, key);
      byPeer.computeIfAbsent(brick.peerId(), peer -> new ArrayList<>()).add(brick);
      guards.add(now.unchanged(key));
      changes.add(new Change.Delete(key));
    }
    byPeer.forEach(
        (peer, bricks) ->
            changes.add(
                new Change.Put(
                    keys.tombstone(peer, volume.id()),
                    Json.write(new Tombstone(volume.id(), volume.name(), peer, bricks)))));
    changes.addAll(BrickUsage.of(keys, plan.bricks(), now.operation().id(), clock.instant()));
    return new Draft(guards, changes);
  }

  private static Brick own(RecordSnapshot now, Volume volume, Brick planned, String key) {
    return now.value(key, Brick.class)
        .filter(brick -> brick.volumeId().equals(volume.id()))
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.CONFLICT,
                    "the brick %s:%s is no brick of the volume any more"
                        .formatted(planned.host(), planned.path()),
                    Map.of("peer-id", planned.peerId().toString(), "path", planned.path())));
  }

  private static Volume present(RecordSnapshot now, VolumePlan plan) {
    return now.value(now.keys().volume(plan.name()), Volume.class)
        .filter(volume -> volume.id().equals(plan.volumeId()))
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.VOLUME_NOT_FOUND,
                    "volume not found",
                    Map.of("volume", plan.name(), "volume-id", plan.volumeId().toString())));
  }

  private static ClusterException wrongState(Volume volume, String text) {
    return new ClusterException(
        ErrorCode.WRONG_VOLUME_STATE,
        text,
        Map.of("volume", volume.name(), "state", volume.state().wire()));
  }
}
