package dev.bricklayer.provisioning.storage;

import java.nio.file.Path;

/**
 * A wished place for a brick.
 *
 * @param device what it is made on: a folder, a volume group
 * @param volume the volume's name
 * @param subvol the position of its subvolume, from 0
 * @param brick the position in the subvolume, from 0
 * @param size bytes
 */
public record BrickPlace(Path device, String volume, int subvol, int brick, long size) {
  public BrickPlace {
    if (!device.isAbsolute()) {
      throw new IllegalArgumentException("the device " + device + " is not an absolute path");
    }
    if (subvol < 0 || brick < 0 || size < 0) {
      throw new IllegalArgumentException("positions and sizes are not negative");
    }
  }

  /** {@code <volume>/subvol<i>/brick<j>}, counted from 1 as GD2 does. */
  public Path relative() {
    return Path.of(volume, "subvol" + (subvol + 1), "brick" + (brick + 1));
  }
}
