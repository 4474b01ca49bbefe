package dev.bricklayer.node.rpc.connector;

import java.nio.file.Path;
import java.util.List;

/** The smallest volfiles that bricks, clients and the self-heal daemon of a replica work with. */
final class Graphs {
  private Graphs() {}

  static String brick(Path path) {
    String below = "t-posix";
    StringBuilder graph =
        new StringBuilder(
            xlator(
                "t-posix",
                "storage/posix",
                List.of("directory " + path, "volume-id " + GlusterProcessesIT.VOLUME_ID),
                ""));
    for (String type :
        List.of("features/access-control", "features/locks", "performance/io-threads")) {
      String name = "t-" + type.substring(type.indexOf('/') + 1);
      graph.append(xlator(name, type, List.of(), below));
      below = name;
    }
    graph.append(
        xlator(
            "t-index",
            "features/index",
            List.of(
                "index-base " + path + "/.glusterfs/indices",
                "xattrop-dirty-watchlist trusted.afr.dirty",
                "xattrop-pending-watchlist trusted.afr.t-"),
            below));
    graph.append(
        xlator(path.toString(), "debug/io-stats", List.of("unique-id " + path), "t-index"));
    graph.append(
        xlator(
            "t-server",
            "protocol/server",
            List.of(
                "transport-type tcp",
                "transport.address-family inet",
                "auth-path " + path,
                "auth.addr." + path + ".allow *"),
            path.toString()));
    return graph.toString();
  }

  static String client(List<Path> bricks, boolean withWriteBehind) {
    String graph = replica(bricks, List.of());
    String below = "t-replicate-0";
    if (withWriteBehind) {
      graph += xlator("t-write-behind", "performance/write-behind", List.of(), below);
      below = "t-write-behind";
    }
    return graph + xlator("t", "debug/io-stats", List.of(), below);
  }

  static String selfHeal(List<Path> bricks) {
    return replica(bricks, List.of("iam-self-heal-daemon yes"))
        + xlator("t", "debug/io-stats", List.of(), "t-replicate-0");
  }

  private static String replica(List<Path> bricks, List<String> options) {
    StringBuilder graph = new StringBuilder();
    for (int i = 0; i < bricks.size(); i++) {
      graph.append(
          xlator(
              "t-client-" + i,
              "protocol/client",
              List.of(
                  "transport-type tcp",
                  "transport.address-family inet",
                  "remote-host 127.0.0.1",
                  "remote-subvolume " + bricks.get(i)),
              ""));
    }
    List<String> all = new java.util.ArrayList<>(options);
    all.add("afr-pending-xattr t-client-0,t-client-1");
    graph.append(xlator("t-replicate-0", "cluster/replicate", all, "t-client-0 t-client-1"));
    return graph.toString();
  }

  private static String xlator(String name, String type, List<String> options, String below) {
    StringBuilder text = new StringBuilder("volume " + name + "\n    type " + type + "\n");
    options.forEach(option -> text.append("    option ").append(option).append('\n'));
    if (!below.isEmpty()) {
      text.append("    subvolumes ").append(below).append('\n');
    }
    return text.append("end-volume\n").toString();
  }
}
