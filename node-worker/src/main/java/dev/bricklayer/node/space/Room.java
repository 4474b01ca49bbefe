package dev.bricklayer.node.space;

import java.util.Locale;

/** How much room the cluster's configuration has left. */
public enum Room {
  /** Enough. */
  WIDE,
  /** Four fifths of the quota are taken: told, and the databases are tidied. */
  FILLING,
  /** Nine tenths of the quota are in use: only changes that free space are taken. */
  TIGHT,
  /** etcd refuses puts and leases. */
  FULL;

  public static Room of(MemberSpace space) {
    if (space.alarm()) {
      return FULL;
    }
    if (space.tight()) {
      return TIGHT;
    }
    return space.filling() ? FILLING : WIDE;
  }

  /** What that means, and what to do about it. */
  public static String sentence(MemberSpace space) {
    String taken =
        String.format(
            Locale.ROOT,
            "the configuration store's database has %s, %s of them in use, and the quota is %s",
            bytes(space.size()),
            bytes(space.inUse()),
            bytes(space.quota()));
    String help =
        "delete what is not needed, or raise etcd.quotaBytes on every node and restart them one by"
            + " one";
    return switch (of(space)) {
      case WIDE -> taken;
      case FILLING -> taken + "; " + help;
      case TIGHT -> "only changes that free space are taken: " + taken + "; " + help;
      case FULL ->
          "the configuration store is full and takes no changes: "
              + taken
              + "; the nodes make room by themselves where they can, else "
              + help;
    };
  }

  private static String bytes(long count) {
    if (count >= 10L << 30) {
      return (count >> 30) + " GiB";
    }
    return count >= 10L << 20 ? (count >> 20) + " MiB" : (count >> 10) + " KiB";
  }
}
