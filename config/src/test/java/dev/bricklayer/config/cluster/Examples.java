package dev.bricklayer.config.cluster;

import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.config.volume.VolumeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Values for tests. */
public final class Examples {
  public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private Examples() {}

  public static Peer peer(int number) {
    return new Peer(
        new UUID(0, number),
        "node-" + number,
        List.of("10.0.0." + number + ":24008"),
        List.of("10.0.0." + number + ":24007"),
        Map.of("_zone", "z" + number),
        1);
  }

  /** A replicated volume with one brick on each of so many peers. */
  public static Volume volume(String name, int replica) {
    return new Volume(
        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        name,
        VolumeState.CREATED,
        "tcp",
        List.of(new Subvol(name + "-replicate-0", SubvolType.REPLICATE, replica, 0, 0, 0)),
        Map.of(),
        Map.of(),
        new VolumeAuth("user-" + name, "secret"),
        0);
  }

  public static List<Brick> bricks(Volume volume, List<Peer> peers) {
    return IntStream.range(0, peers.size())
        .mapToObj(i -> brick(volume, peers.get(i), "/bricks/" + volume.name(), i))
        .toList();
  }

  public static Brick brick(Volume volume, Peer peer, String path, int index) {
    return new Brick(
        new UUID(volume.id().getMostSignificantBits(), index),
        volume.id(),
        volume.name(),
        peer.id(),
        peer.host(),
        path,
        BrickType.BRICK,
        0,
        index);
  }

  public static List<Change> puts(ClusterKeys keys, Volume volume, List<Brick> bricks) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Put(keys.volume(volume.name()), Json.write(volume)));
    for (Brick brick : bricks) {
      changes.add(new Change.Put(keys.brick(brick.peerId(), brick.path()), Json.write(brick)));
    }
    return changes;
  }

  public static List<Change> deletes(ClusterKeys keys, Volume volume, List<Brick> bricks) {
    return puts(keys, volume, bricks).stream()
        .map(change -> (Change) new Change.Delete(change.key()))
        .toList();
  }

  public static Operation operation(int number, OperationKind kind, String subject) {
    UUID id = new UUID(7, number);
    return new Operation(
        id,
        kind,
        subject,
        "v1",
        "an operation of a test",
        OperationState.ACCEPTED,
        1,
        1,
        "admin",
        "request-" + number,
        "c/" + subject,
        null,
        NOW.plusSeconds(number),
        null,
        null,
        null,
        0,
        List.of(),
        null,
        null,
        null);
  }
}
