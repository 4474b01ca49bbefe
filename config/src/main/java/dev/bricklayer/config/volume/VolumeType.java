package dev.bricklayer.config.volume;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a volume is, from its first subvolume and their number; the wire strings are GD2's. */
public enum VolumeType {
  DISTRIBUTE("Distribute"),
  REPLICATE("Replicate"),
  DISPERSE("Disperse"),
  DISTRIBUTED_REPLICATE("Distributed-Replicate"),
  DISTRIBUTED_DISPERSE("Distributed-Disperse");

  private final String wire;

  VolumeType(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }

  /** The type of a volume with that many subvolumes of that type. */
  public static VolumeType of(SubvolType type, int subvolumes) {
    return switch (type) {
      case DISTRIBUTE -> DISTRIBUTE;
      case REPLICATE -> subvolumes > 1 ? DISTRIBUTED_REPLICATE : REPLICATE;
      case DISPERSE -> subvolumes > 1 ? DISTRIBUTED_DISPERSE : DISPERSE;
    };
  }
}
