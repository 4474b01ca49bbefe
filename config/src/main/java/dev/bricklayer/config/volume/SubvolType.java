package dev.bricklayer.config.volume;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a subvolume does with its bricks. */
public enum SubvolType {
  DISTRIBUTE("Distribute"),
  REPLICATE("Replicate"),
  DISPERSE("Disperse");

  private final String wire;

  SubvolType(String wire) {
    this.wire = wire;
  }

  /** The spelling of answers; requests use {@link #word()}. */
  @JsonValue
  public String wire() {
    return wire;
  }

  /** The lower-case word, as in a subvolume's name and in requests. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
