package dev.bricklayer.activities.volume;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.volume.Brick;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The value of {@code usage/<peer>}: who added or removed a brick of the peer last. Only that it
 * was written matters.
 */
record BrickUsage(UUID operation, Instant at) {
  /** The rewritten keys of all peers that these bricks are on. */
  static List<Change> of(ClusterKeys keys, Collection<Brick> bricks, UUID operation, Instant at) {
    byte[] value = Json.write(new BrickUsage(operation, at));
    return bricks.stream()
        .map(Brick::peerId)
        .distinct()
        .map(peer -> (Change) new Change.Put(keys.usage(peer), value))
        .toList();
  }
}
