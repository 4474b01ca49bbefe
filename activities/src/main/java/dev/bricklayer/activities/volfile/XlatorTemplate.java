package dev.bricklayer.activities.volfile;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.SubvolType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One xlator of a graph. Names and values may hold variables such as {@code {{ brick.path }}}; an
 * option whose value becomes blank is not written.
 *
 * @param per how many of it a graph has: one per node, volume, subvolume or brick
 * @param xlator its full id, {@code cluster/replicate}
 * @param name what the graph calls it; by default the name of its subvolume or brick, or {@code
 *     <volume>-<id>}
 * @param types the types of subvolumes that have it; empty for all
 * @param brickTypes the types of bricks that have it; empty for all
 * @param presence whether it is there when no option says so; null for an xlator that always is
 * @param options values that a volume's options override
 * @param fixed values that only a volume's options of this very graph override
 * @param rename the graph's own names of options: {@code client-log-level} is {@code log-level} in
 *     a client
 */
public record XlatorTemplate(
    Level per,
    String xlator,
    @Nullable String name,
    List<String> types,
    @JsonProperty("brick-types") List<BrickType> brickTypes,
    @JsonProperty("switch") @Nullable Presence presence,
    Map<String, String> options,
    Map<String, String> fixed,
    Map<String, String> rename) {

  /** What an xlator stands for. */
  public enum Level {
    @JsonProperty("node")
    NODE,
    @JsonProperty("volume")
    VOLUME,
    @JsonProperty("subvol")
    SUBVOL,
    @JsonProperty("brick")
    BRICK
  }

  /** Whether an xlator that options can switch is there by default. */
  public enum Presence {
    @JsonProperty("on")
    ON,
    @JsonProperty("off")
    OFF
  }

  public XlatorTemplate {
    types = types == null ? List.of() : List.copyOf(types);
    brickTypes = brickTypes == null ? List.of() : List.copyOf(brickTypes);
    options = sorted(options);
    fixed = sorted(fixed);
    rename = sorted(rename);
  }

  /** The part of the full id after the slash. */
  String id() {
    return xlator.substring(xlator.indexOf('/') + 1);
  }

  boolean isFor(SubvolType type) {
    return types.isEmpty() || types.contains(type.word());
  }

  boolean isFor(BrickType type) {
    return brickTypes.isEmpty() || brickTypes.contains(type);
  }

  private static Map<String, String> sorted(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
