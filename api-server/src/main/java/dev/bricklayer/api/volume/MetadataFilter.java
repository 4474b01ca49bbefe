package dev.bricklayer.api.volume;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GD2's list filter: a metadata key, a value, or the pair. */
public record MetadataFilter(@Nullable String key, @Nullable String value) {
  public boolean matches(Map<String, String> metadata) {
    boolean anyKey = key == null || key.isEmpty();
    boolean anyValue = value == null || value.isEmpty();
    if (anyKey) {
      return anyValue || metadata.containsValue(value);
    }
    String actual = metadata.get(key);
    return actual != null && (anyValue || actual.equals(value));
  }
}
