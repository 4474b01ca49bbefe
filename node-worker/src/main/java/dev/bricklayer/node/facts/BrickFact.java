package dev.bricklayer.node.facts;

import java.util.UUID;

/**
 * A brick as its node sees it now.
 *
 * @param pid 0 when it is down
 * @param port 0 when it is down
 * @param capacity bytes of its file system, 0 when it cannot be read
 */
public record BrickFact(
    UUID brick,
    boolean online,
    long pid,
    int port,
    String fsType,
    String mountOptions,
    String device,
    long capacity,
    long used,
    long free) {

  /** A brick of a node that does not answer. */
  public static BrickFact unknown(UUID brick) {
    return new BrickFact(brick, false, 0, 0, "", "", "", 0, 0, 0);
  }
}
