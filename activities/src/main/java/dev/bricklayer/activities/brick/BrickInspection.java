package dev.bricklayer.activities.brick;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.activities.filesystem.Mount;
import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickNames;
import dev.bricklayer.workflows.volume.BrickChecks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Looks whether a path can become a brick, changing nothing. The wording of the errors is GD2's
 * where GD2 has one; its clients match on it.
 */
final class BrickInspection {

  /** glusterfs appends up to about 100 bytes to the path (.glusterfs/indices/…) below PATH_MAX. */
  private static final int LONGEST_PATH = 1023;

  private static final int LONGEST_NAME = 255;

  private final NodeFileSystem files;
  private final OwnFolders own;
  private final UUID peer;

  BrickInspection(NodeFileSystem files, BrickSettings.Folders folders, UUID peer) {
    this.files = files;
    this.own = new OwnFolders(folders);
    this.peer = peer;
  }

  /**
   * What is at the brick's path.
   *
   * @throws ClusterException {@code BRICK_UNUSABLE} naming the check that failed
   */
  BrickOrigin inspect(UUID operation, Brick brick, BrickChecks checks) {
    Path path = syntax(brick);
    try {
      return inspect(operation, brick, path, checks);
    } catch (IOException e) {
      throw unusable(brick, "cannot look at the brick path: " + e.getMessage());
    }
  }

  private BrickOrigin inspect(UUID operation, Brick brick, Path path, BrickChecks checks)
      throws IOException {
    boolean exists = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    if (exists && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw unusable(brick, "brick path is not a directory");
    }
    if (!exists && !checks.createDir()) {
      throw unusable(brick, "brick path does not exist (create-brick-dir makes it)");
    }
    Path present = nearestFolder(brick, path);
    Path real = present.toRealPath().resolve(present.relativize(path)).normalize();
    refuse(brick, BrickNames.fault(real.toString()));
    refuse(brick, own.refusal(path, real));
    mountChecks(brick, real, present.toRealPath(), checks);
    if (!checks.reuse()) {
      refuseMarks(brick, real, present.toRealPath());
    }
    Path gluster = real.resolve(".glusterfs");
    if (exists
        && Files.exists(gluster, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(gluster, LinkOption.NOFOLLOW_LINKS)) {
      throw unusable(brick, ".glusterfs in the brick path is not a directory");
    }
    return new BrickOrigin(
        operation,
        brick,
        real.toString(),
        missingFolders(real),
        exists ? marks(real) : Map.of(),
        Files.isDirectory(gluster, LinkOption.NOFOLLOW_LINKS),
        Files.isDirectory(gluster.resolve("indices"), LinkOption.NOFOLLOW_LINKS));
  }

  private Path syntax(Brick brick) {
    String text = brick.path();
    if (!text.startsWith("/")) {
      throw unusable(brick, "brick path must be absolute");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw unusable(brick, "brick path is too long: at most " + LONGEST_PATH + " bytes");
    }
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw unusable(brick, "brick path cannot be used on this node: " + e.getReason());
    }
    if (!path.normalize().toString().equals(text) || path.getNameCount() == 0) {
      throw unusable(brick, "brick path must be normalised, without '.', '..', '//' or a last '/'");
    }
    refuse(brick, BrickNames.fault(text));
    for (Path name : path) {
      if (name.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
        throw unusable(brick, "a name in the brick path is longer than " + LONGEST_NAME + " bytes");
      }
    }
    return path;
  }

  private Path nearestFolder(Brick brick, Path path) {
    Path present = path;
    while (!Files.exists(present, LinkOption.NOFOLLOW_LINKS)) {
      present = requireNonNull(present.getParent(), "the root is missing");
    }
    if (!Files.isDirectory(present)) {
      throw unusable(brick, present + ", above the brick path, is not a directory");
    }
    return present;
  }

  private void mountChecks(Brick brick, Path real, Path present, BrickChecks checks)
      throws IOException {
    Mount mount = files.mount(present);
    if (!checks.allowMountPoint() && mount.point().equals(real)) {
      throw unusable(brick, "brick path is already a mount point");
    }
    if (!checks.allowRootDir() && mount.number().equals(files.mount(Path.of("/")).number())) {
      throw unusable(brick, "brick path is under root partition");
    }
    if (mount.readOnly() || !Files.isWritable(present)) {
      throw unusable(
          brick, "brick path is on a read-only file system (" + mount.point() + " is mounted ro)");
    }
    try {
      files.xattr(present, BrickOrigin.VOLUME_ID);
    } catch (IOException e) {
      throw unusable(
          brick, "extended attributes are not supported on the brick path: " + e.getMessage());
    }
  }

  private void refuseMarks(Brick brick, Path real, Path present) throws IOException {
    for (Path at = present; at != null; at = at.getParent()) {
      Optional<byte[]> mark = markOf(at);
      if (mark.isPresent()) {
        String where = at.equals(real) ? "it" : at.toString();
        throw unusable(
            brick,
            "brick path is already in use by other gluster volume ("
                + where
                + " bears its mark; reuse-bricks takes it all the same)");
      }
    }
  }

  private Optional<byte[]> markOf(Path folder) {
    try {
      Optional<byte[]> mark = files.xattr(folder, BrickOrigin.VOLUME_ID);
      return mark.isPresent() ? mark : files.xattr(folder, BrickOrigin.GFID);
    } catch (IOException e) {
      return Optional.empty(); // a file system above without such attributes bears no marks
    }
  }

  private Map<String, String> marks(Path folder) throws IOException {
    Map<String, String> marks = new TreeMap<>();
    for (String name : files.xattrs(folder)) {
      if (name.startsWith("trusted.")) {
        files
            .xattr(folder, name)
            .ifPresent(value -> marks.put(name, HexFormat.of().formatHex(value)));
      }
    }
    return marks;
  }

  private static List<String> missingFolders(Path real) {
    List<String> missing = new ArrayList<>();
    for (Path at = real;
        at != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS);
        at = at.getParent()) {
      missing.add(0, at.toString());
    }
    return missing;
  }

  private void refuse(Brick brick, Optional<String> fault) {
    if (fault.isPresent()) {
      throw unusable(brick, fault.get());
    }
  }

  private ClusterException unusable(Brick brick, String error) {
    return BrickFailure.of(ErrorCode.BRICK_UNUSABLE, peer, brick, "prepare", error);
  }
}
