package dev.bricklayer.config.event;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, {@code events/<id>}; it vanishes by itself some minutes later.
 *
 * @param name {@code volume.created}, {@code brick.died}, …
 * @param data what it is about: {@code volume.name}, {@code peer.id}, …; absent when there is none
 * @param origin the peer that told it
 */
public record ClusterEvent(
    UUID id, String name, @Nullable Map<String, String> data, UUID origin, Instant timestamp) {
  public ClusterEvent {
    data =
        data == null || data.isEmpty()
            ? null
            : java.util.Collections.unmodifiableMap(new TreeMap<>(data));
  }
}
