package dev.bricklayer.node.backup;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Compares the bricks that a backup says this node has with what is there; looks only, at gluster's
 * own mark {@code trusted.glusterfs.volume-id}.
 */
public final class BrickMarks {
  private static final String VOLUME_ID = "trusted.glusterfs.volume-id";

  private final NodeFileSystem files;

  public BrickMarks(NodeFileSystem files) {
    this.files = files;
  }

  /**
   * A sentence for each brick that will not serve.
   *
   * @throws ClusterException {@code FORBIDDEN} when there are bricks and all of them are of other
   *     volumes: then this is not that node
   */
  List<String> faults(List<Brick> bricks) {
    List<String> faults = new ArrayList<>();
    int right = 0;
    int foreign = 0;
    for (Brick brick : bricks) {
      Path folder = Path.of(brick.path());
      String where = "brick " + brick.path() + " of " + brick.volumeName() + ": ";
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        faults.add(where + "its folder is missing; is its file system mounted?");
        continue;
      }
      Optional<UUID> mark = mark(folder);
      if (mark.isEmpty()) {
        faults.add(where + "it bears no volume id; is its file system mounted?");
      } else if (mark.get().equals(brick.volumeId())) {
        right++;
      } else {
        foreign++;
        faults.add(where + "it bears the id of another volume, " + mark.get());
      }
    }
    if (right == 0 && foreign > 0) {
      throw new ClusterException(
          ErrorCode.FORBIDDEN,
          "this node's bricks are not those of the backup: " + String.join("; ", faults),
          Map.of("bricks", Integer.toString(foreign)));
    }
    return faults;
  }

  private Optional<UUID> mark(Path folder) {
    try {
      return files
          .xattr(folder, VOLUME_ID)
          .filter(bytes -> bytes.length == 16)
          .map(ByteBuffer::wrap)
          .map(bytes -> new UUID(bytes.getLong(), bytes.getLong()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
