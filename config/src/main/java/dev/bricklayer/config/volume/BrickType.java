package dev.bricklayer.config.volume;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whether a brick holds data or only names and metadata. */
public enum BrickType {
  BRICK("Brick"),
  ARBITER("Arbiter");

  private final String wire;

  BrickType(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }
}
