package dev.bricklayer.activities.volume;

import dev.bricklayer.activities.operation.RecordSnapshot;
import dev.bricklayer.activities.operation.RecordTransition.Draft;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The transaction that creates a volume: what it looks at, what forbids it, what it writes. */
final class CreateVolumeDraft {
  private final ClusterKeys keys;
  private final CreateVolumePlan plan;
  private final Instant at;

  CreateVolumeDraft(ClusterKeys keys, CreateVolumePlan plan, Instant at) {
    this.keys = keys;
    this.plan = plan;
    this.at = at;
  }

  /** The volume, its peers and its bricks. */
  Set<String> reads() {
    Set<String> reads = new HashSet<>();
    reads.add(keys.volume(plan.name()));
    for (Brick brick : plan.bricks()) {
      reads.add(keys.peer(brick.peerId()));
      if (!reads.add(key(brick))) {
        throw new ClusterException(
            ErrorCode.INVALID_REQUEST,
            "the brick " + brick.host() + ":" + brick.path() + " is listed twice",
            Map.of("peer-id", brick.peerId().toString(), "path", brick.path()));
      }
    }
    return reads;
  }

  Draft draft(RecordSnapshot now) {
    List<Guard> guards = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    String volumeKey = keys.volume(plan.name());
    if (now.entry(volumeKey).isPresent()) {
      throw new ClusterException(
          ErrorCode.VOLUME_EXISTS, "volume already exists", Map.of("volume", plan.name()));
    }
    guards.add(Guard.absent(volumeKey));
    changes.add(new Change.Put(volumeKey, Json.write(volume(now))));
    Set<UUID> peers = new HashSet<>();
    for (Brick brick : plan.bricks()) {
      if (peers.add(brick.peerId())) {
        checkPeer(now, brick);
        guards.add(now.unchanged(keys.peer(brick.peerId())));
      }
      now.value(key(brick), Brick.class).ifPresent(other -> refuse(now, other));
      guards.add(Guard.absent(key(brick)));
      changes.add(new Change.Put(key(brick), Json.write(brick)));
    }
    changes.addAll(BrickUsage.of(keys, plan.bricks(), now.operation().id(), at));
    return new Draft(guards, changes);
  }

  private Volume volume(RecordSnapshot now) {
    return new Volume(
        plan.volumeId(),
        plan.name(),
        VolumeState.CREATED,
        plan.transport(),
        plan.subvols(),
        plan.options(),
        plan.metadata(),
        auth(now),
        plan.capacity());
  }

  /** The record alone holds it, so that it is in no history of the engine. */
  private static VolumeAuth auth(RecordSnapshot now) {
    com.fasterxml.jackson.databind.JsonNode plan = now.operation().plan();
    if (plan == null || !plan.hasNonNull("auth")) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "the record of the operation holds no credentials for the volume",
          Map.of("operation-id", now.operation().id().toString()));
    }
    return Json.read(Json.write(plan.get("auth")), VolumeAuth.class);
  }

  private void checkPeer(RecordSnapshot now, Brick brick) {
    if (now.entry(keys.peer(brick.peerId())).isEmpty()) {
      throw new ClusterException(
          ErrorCode.PEER_NOT_FOUND,
          "the peer " + brick.host() + " (" + brick.peerId() + ") is not in the cluster any more",
          Map.of("peer-id", brick.peerId().toString(), "path", brick.path()));
    }
  }

  private void refuse(RecordSnapshot now, Brick other) {
    String host =
        now.value(keys.peer(other.peerId()), Peer.class).map(Peer::host).orElse(other.host());
    throw new ClusterException(
        ErrorCode.BRICK_IN_USE,
        "the brick %s:%s is in use by the volume %s"
            .formatted(host, other.path(), other.volumeName()),
        Map.of(
            "peer-id", other.peerId().toString(),
            "path", other.path(),
            "volume", other.volumeName()));
  }

  private String key(Brick brick) {
    return keys.brick(brick.peerId(), brick.path());
  }
}
