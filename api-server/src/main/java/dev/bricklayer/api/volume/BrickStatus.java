package dev.bricklayer.api.volume;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A brick as it is now.
 *
 * @param pid 0 when it is down
 * @param port 0 when it is down
 */
public record BrickStatus(
    VolumeInfo.BrickInfo info,
    boolean online,
    int pid,
    int port,
    @JsonProperty("fs-type") String fsType,
    @JsonProperty("mount-opts") String mountOptions,
    String device,
    SizeInfo size) {

  /** Bytes. */
  public record SizeInfo(long capacity, long used, long free) {}
}
