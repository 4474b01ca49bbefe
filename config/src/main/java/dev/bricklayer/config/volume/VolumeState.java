package dev.bricklayer.config.volume;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whether a volume's bricks are meant to run. */
public enum VolumeState {
  /** Never started. */
  CREATED("Created"),
  STARTED("Started"),
  STOPPED("Stopped");

  private final String wire;

  VolumeState(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }
}
