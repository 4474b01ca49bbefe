package dev.bricklayer.activities.brick;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.volume.Brick;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What there was at a brick's path before its volume was created; known to the journal while the
 * operation lasts and kept beside it as long as the brick belongs to the volume.
 *
 * @param operation which created the volume, or tried to
 * @param realPath the path without symbolic links and dots
 * @param madeFolders the folders that creation makes, the outermost first; the last one is the
 *     brick's own
 * @param xattrs the brick folder's {@code trusted.*} attributes in hex
 * @param hadGlusterFolder whether {@code .glusterfs} was there
 * @param hadIndices whether {@code .glusterfs/indices} was there
 */
record BrickOrigin(
    UUID operation,
    Brick brick,
    String realPath,
    List<String> madeFolders,
    Map<String, String> xattrs,
    boolean hadGlusterFolder,
    boolean hadIndices) {

  static final String VOLUME_ID = "trusted.glusterfs.volume-id";
  static final String GFID = "trusted.gfid";

  BrickOrigin {
    requireNonNull(operation, "operation is null");
    requireNonNull(brick, "brick is null");
    requireNonNull(realPath, "realPath is null");
    madeFolders = List.copyOf(madeFolders);
    xattrs = java.util.Collections.unmodifiableMap(new TreeMap<>(xattrs));
  }

  Path folder() {
    return Path.of(realPath);
  }

  Path glusterFolder() {
    return folder().resolve(".glusterfs");
  }

  Path indices() {
    return glusterFolder().resolve("indices");
  }
}
