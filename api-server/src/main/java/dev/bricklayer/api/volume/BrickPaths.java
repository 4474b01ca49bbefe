package dev.bricklayer.api.volume;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickNames;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of brick paths that need no look at the node. */
final class BrickPaths {
  /**
   * Bytes. The path is part of names of pid files and logs, whose length the file system bounds at
   * 255.
   */
  private static final int LONGEST = 200;

  private BrickPaths() {}

  /** The path with single slashes and none at the end. */
  static String normal(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      throw wrong("a brick has no path", "");
    }
    if (!path.startsWith("/")) {
      throw wrong("a brick path must be absolute", path);
    }
    for (String part : path.split("/", -1)) {
      if (part.equals("..") || part.equals(".")) {
        throw wrong("a brick path must not contain '.' or '..' as a part", path);
      }
    }
    BrickNames.fault(path)
        .ifPresent(
            fault -> {
              throw wrong(fault, path);
            });
    String normal = path.replaceAll("/+", "/").replaceAll("/$", "");
    if (normal.isEmpty()) {
      throw wrong("the root of the file system cannot be a brick", path);
    }
    if (normal.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw wrong("a brick path has at most " + LONGEST + " bytes", path);
    }
    return normal;
  }

  /** No brick of the list may be another one, or lie inside it. */
  static void rejectOverlaps(List<Brick> bricks) {
    List<Brick> sorted =
        bricks.stream()
            .sorted(
                java.util.Comparator.comparing(Brick::peerId)
                    .thenComparing(brick -> brick.path() + "/"))
            .toList();
    for (int at = 1; at < sorted.size(); at++) {
      Brick one = sorted.get(at - 1);
      Brick two = sorted.get(at);
      if (!one.peerId().equals(two.peerId())) {
        continue;
      }
      if (one.path().equals(two.path())) {
        throw wrong("duplicate brick entry", two.path());
      }
      if (inside(two.path(), one.path())) {
        throw wrong("a brick lies inside another brick, " + one.path(), two.path());
      }
    }
  }

  /**
   * The same bricks, each with a volfile id of its own: two paths can be the same once their
   * slashes are dashes. The first of them keeps the plain id.
   */
  static List<Brick> withVolfileIds(List<Brick> bricks) {
    Set<String> taken = new HashSet<>();
    return bricks.stream()
        .map(
            brick -> {
              Brick own = brick;
              for (int digits = 8; !taken.add(own.volfileId()); digits++) {
                own = brick.withVolfileSuffix("~" + brick.id().toString().substring(0, digits));
              }
              return own;
            })
        .toList();
  }

  /** No brick of the list may be, contain or lie inside a brick of another volume on its peer. */
  static void rejectRegistered(List<Brick> bricks, ClusterView view) {
    for (Brick brick : bricks) {
      view.overlapping(brick.peerId(), brick.path())
          .ifPresent(
              other -> {
                throw new ClusterException(
                    ErrorCode.BRICK_IN_USE,
                    "brick path is already in use by other gluster volume",
                    Map.of(
                        "path",
                        brick.path(),
                        "peer-id",
                        brick.peerId().toString(),
                        "volume",
                        other.volumeName(),
                        "its-path",
                        other.path()));
              });
    }
  }

  private static boolean inside(String path, String other) {
    return path.startsWith(other + "/");
  }

  private static ClusterException wrong(String message, String path) {
    return VolumeDrafts.invalid(message, Map.of("path", path));
  }
}
