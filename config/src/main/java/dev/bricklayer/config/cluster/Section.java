package dev.bricklayer.config.cluster;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of one kind: everything below one prefix of the cluster's keys, by the rest of the
 * key. Written by one thread, read by any.
 */
final class Section<T> {
  private final Class<T> type;
  private final ConcurrentNavigableMap<String, T> values = new ConcurrentSkipListMap<>();

  Section(Class<T> type) {
    this.type = type;
  }

  /**
   * @throws RuntimeException when the bytes are no such value
   */
  T parse(byte[] json) {
    return requireNonNull(Json.read(json, type), "null");
  }

  @Nullable T put(String rest, T value) {
    return values.put(rest, value);
  }

  @Nullable T remove(String rest) {
    return values.remove(rest);
  }

  Optional<T> get(String rest) {
    return Optional.ofNullable(values.get(rest));
  }

  List<T> all() {
    return List.copyOf(values.values());
  }

  /** Those whose key goes on with a folder of that name. */
  List<T> below(String folder) {
    // '0' follows '/'
    return List.copyOf(values.subMap(folder + "/", folder + "0").values());
  }

  /** The first whose key goes on with a slash after that. */
  Optional<T> firstBelow(String folder) {
    Map.Entry<String, T> next = values.ceilingEntry(folder + "/");
    return next == null || !next.getKey().startsWith(folder + "/")
        ? Optional.empty()
        : Optional.of(next.getValue());
  }

  Collection<String> keys() {
    return values.keySet();
  }

  ConcurrentNavigableMap<String, T> values() {
    return values;
  }
}
