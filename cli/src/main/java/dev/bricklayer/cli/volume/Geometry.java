package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.CommandException;

/**
 * How the bricks of a volume are grouped.
 *
 * @param type {@code distribute}, {@code replicate} or {@code disperse}
 * @param replica data bricks of a replica set
 * @param arbiter 1 if each set ends with an arbiter
 * @param disperse bricks of a disperse set, 0 for all bricks of the volume
 * @param redundancy how many of them may be lost, 0 to leave it to the server
 */
public record Geometry(String type, int replica, int arbiter, int disperse, int redundancy) {

  /**
   * The geometry that was asked for.
   *
   * @param dispersed whether the word {@code disperse} was said, with or without a number
   * @throws CommandException if the counts contradict each other
   */
  static Geometry of(CreateFlags flags, boolean dispersed) {
    boolean disperses =
        dispersed || flags.disperse > 0 || flags.disperseData > 0 || flags.redundancy > 0;
    if (flags.replica < 0
        || flags.arbiter < 0
        || flags.disperse < 0
        || flags.disperseData < 0
        || flags.redundancy < 0) {
      throw CommandException.usage("a count is not a positive number");
    }
    if (disperses && (flags.replica > 0 || flags.arbiter > 0)) {
      throw CommandException.usage("a volume is either replicated or dispersed, not both");
    }
    if (disperses) {
      return dispersed(flags);
    }
    if (flags.arbiter > 0) {
      return arbitrated(flags);
    }
    return flags.replica > 1
        ? new Geometry("replicate", flags.replica, 0, 0, 0)
        : new Geometry("distribute", 0, 0, 0, 0);
  }

  /** gluster counts the arbiter among the replicas or not, GD2 does not: both mean three bricks. */
  private static Geometry arbitrated(CreateFlags flags) {
    if (flags.arbiter != 1 || (flags.replica != 2 && flags.replica != 3)) {
      throw CommandException.usage(
          "an arbiter needs 'replica 2 arbiter 1': two bricks with data and one arbiter");
    }
    return new Geometry("replicate", 2, 1, 0, 0);
  }

  private static Geometry dispersed(CreateFlags flags) {
    int count = flags.disperse;
    int redundancy = flags.redundancy;
    if (flags.disperseData > 0 && redundancy > 0) {
      int sum = flags.disperseData + redundancy;
      if (count > 0 && count != sum) {
        throw CommandException.usage(
            "disperse " + count + " is not disperse-data + redundancy = " + sum);
      }
      count = sum;
    } else if (flags.disperseData > 0 && count > 0) {
      redundancy = count - flags.disperseData;
      if (redundancy < 1) {
        throw CommandException.usage("disperse-data must be less than disperse " + count);
      }
    } else if (flags.disperseData > 0) {
      throw CommandException.usage("disperse-data needs 'redundancy N' or 'disperse N'");
    }
    return new Geometry("disperse", 0, 0, count, redundancy);
  }

  /**
   * How many bricks one subvolume has when there are {@code bricks} in all.
   *
   * @throws CommandException if they cannot be grouped
   */
  int subvolumeSize(int bricks) {
    int size =
        switch (type) {
          case "replicate" -> replica + arbiter;
          case "disperse" -> disperse > 0 ? disperse : bricks;
          default -> 1;
        };
    if (bricks % size != 0) {
      throw CommandException.usage(
          "number of bricks ("
              + bricks
              + ") is not a multiple of the "
              + (type.equals("disperse") ? "disperse" : "replica")
              + " count ("
              + size
              + ")");
    }
    return size;
  }
}
