package dev.bricklayer.api.volume;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GD2's request to create a volume; absent and null fields are alike. */
public record CreateVolumeRequest(
    @Nullable String name,
    @Nullable String transport,
    @Nullable List<SubvolRequest> subvols,
    boolean force,
    @Nullable Map<String, Boolean> flags,
    @Nullable Map<String, String> metadata,
    @Nullable Map<String, String> options,
    long size,
    @JsonProperty("allow-advanced-options") boolean allowAdvanced,
    @JsonProperty("allow-experimental-options") boolean allowExperimental,
    @JsonProperty("allow-deprecated-options") boolean allowDeprecated) {

  /** One subvolume of the wished layout. */
  public record SubvolRequest(
      @Nullable String type,
      @Nullable List<BrickRequest> bricks,
      int replica,
      int arbiter,
      @JsonProperty("disperse-count") int disperse,
      @JsonProperty("disperse-data") int disperseData,
      @JsonProperty("disperse-redundancy") int redundancy) {
    List<BrickRequest> bricksOrNone() {
      return bricks == null ? List.of() : bricks;
    }
  }

  /** One brick of it. */
  public record BrickRequest(
      @Nullable String type,
      @JsonProperty("peerid") @Nullable String peerId,
      @Nullable String path) {}

  List<SubvolRequest> subvolsOrNone() {
    return subvols == null ? List.of() : subvols;
  }

  Map<String, String> metadataOrNone() {
    return metadata == null ? Map.of() : metadata;
  }

  Map<String, String> optionsOrNone() {
    return options == null ? Map.of() : options;
  }

  Map<String, Boolean> flagsOrNone() {
    return flags == null ? Map.of() : flags;
  }
}
