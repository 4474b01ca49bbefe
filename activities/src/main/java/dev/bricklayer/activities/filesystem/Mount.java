package dev.bricklayer.activities.filesystem;

import java.nio.file.Path;
import java.util.List;

/**
 * One mounted file system as {@code /proc/self/mountinfo} tells it.
 *
 * @param number the device number {@code major:minor}; equal for all mounts of one file system
 * @param source the device or whatever else is mounted
 * @param options the options of the mount and then those of the file system, without repetition
 */
public record Mount(Path point, String number, String source, String type, List<String> options) {

  public Mount {
    options = List.copyOf(options);
  }

  public boolean readOnly() {
    return options.contains("ro");
  }
}
