package dev.bricklayer.activities.xlator;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.volume.SubvolType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The groups of options: built-in profiles and the users' own. Among the built-in ones {@code
 * profile.default.<type>} is what a new volume of that type starts with.
 */
public final class OptionGroups {

  private static final String RESERVED = "profile.default.";

  private final Map<String, OptionGroup> groups;

  private OptionGroups(Map<String, OptionGroup> groups) {
    this.groups = Collections.unmodifiableMap(groups);
  }

  /** The profiles that every cluster has. */
  public static OptionGroups builtIn() {
    try (InputStream json =
        Objects.requireNonNull(OptionGroups.class.getResourceAsStream("groups.json"))) {
      return new OptionGroups(Map.of())
          .with(Json.newMapper().readValue(json, new TypeReference<List<OptionGroup>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** These groups and more; a built-in one stays as it is. */
  public OptionGroups with(Collection<OptionGroup> more) {
    Map<String, OptionGroup> all = new TreeMap<>();
    more.forEach(group -> all.put(group.name(), group));
    all.putAll(groups);
    return new OptionGroups(all);
  }

  /** All groups by name. */
  public Collection<OptionGroup> all() {
    return groups.values();
  }

  /**
   * A request's options with its groups taken apart.
   *
   * @param set the values to set; what the request sets itself wins over what its groups say
   * @param reset normalised keys that go back to what the volume would have without the group
   */
  public record Expanded(Map<String, String> set, Set<String> reset) {}

  /**
   * Takes the groups of a request apart. A group that is switched off resets its options.
   *
   * @throws ClusterException {@link ErrorCode#INVALID_REQUEST} for a group that is neither on nor
   *     off, and for a default profile, which users cannot switch
   */
  public Expanded expand(Map<String, String> requested) {
    Map<String, String> set = new TreeMap<>();
    Set<String> reset = new TreeSet<>();
    for (Map.Entry<String, String> option : new TreeMap<>(requested).entrySet()) {
      OptionGroup group = groups.get(option.getKey());
      if (group == null) {
        continue;
      }
      if (group.name().startsWith(RESERVED)) {
        throw new ClusterException(
            ErrorCode.INVALID_REQUEST,
            "reserved group profile: " + group.name() + " is for new volumes only",
            Map.of("option", group.name()));
      }
      switch (option.getValue()) {
        case "on" -> set.putAll(group.options());
        case "off" -> reset.addAll(group.options().keySet());
        default ->
            throw new ClusterException(
                ErrorCode.INVALID_REQUEST,
                "need either on or off for the option group " + group.name(),
                Map.of("option", group.name()));
      }
    }
    requested.forEach(
        (key, value) -> {
          if (!groups.containsKey(key)) {
            set.put(key, value);
          }
        });
    reset.removeAll(set.keySet());
    return new Expanded(set, reset);
  }

  /** What a new volume starts with, by the type of its first subvolume. */
  public Map<String, String> defaults(SubvolType type) {
    OptionGroup profile = groups.get(RESERVED + type.word());
    return profile == null ? Map.of() : profile.options();
  }

  /** A new volume's options: those of the request, by normalised key, over the defaults. */
  public Map<String, String> withDefaults(SubvolType type, Map<String, String> requested) {
    Map<String, String> all = new TreeMap<>(defaults(type));
    all.putAll(requested);
    return all;
  }
}
