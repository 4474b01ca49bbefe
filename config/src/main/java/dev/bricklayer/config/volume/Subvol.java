package dev.bricklayer.config.volume;

/**
 * The geometry of one subvolume; its bricks are those whose {@link Brick#subvol()} is its position.
 *
 * @param name {@code <volume>-<type>-<position>}
 * @param replica data bricks of a replica (without the arbiter); 1 for distribute, 0 for disperse
 * @param arbiter 1 when the last brick is an arbiter, else 0
 * @param disperse bricks of a disperse subvolume, else 0
 * @param redundancy how many of them may be lost, else 0
 */
public record Subvol(
    String name, SubvolType type, int replica, int arbiter, int disperse, int redundancy) {

  /** Data bricks of a disperse subvolume, else 0. */
  public int disperseData() {
    return disperse - redundancy;
  }
}
