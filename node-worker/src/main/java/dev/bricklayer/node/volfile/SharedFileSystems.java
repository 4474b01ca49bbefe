package dev.bricklayer.node.volfile;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How many bricks of a volume lie on one file system of this node: each tells clients its share of
 * the room only.
 */
public final class SharedFileSystems {
  private final NodeFileSystem files;
  private final Supplier<Optional<ClusterView>> view;

  public SharedFileSystems(NodeFileSystem files, Supplier<Optional<ClusterView>> view) {
    this.files = files;
    this.view = view;
  }

  /**
   * Bricks of the brick's volume on its file system, itself included; 1 when that cannot be seen.
   */
  public int count(Brick brick) {
    Optional<VolumeView> volume = view.get().flatMap(known -> known.volume(brick.volumeId()));
    Optional<String> own = mount(brick);
    if (volume.isEmpty() || own.isEmpty()) {
      return 1;
    }
    long sharing =
        volume.get().bricks().stream()
            .filter(other -> other.peerId().equals(brick.peerId()))
            .filter(other -> other.id().equals(brick.id()) || own.equals(mount(other)))
            .count();
    return (int) Math.max(1, sharing);
  }

  private Optional<String> mount(Brick brick) {
    try {
      return Optional.of(files.mount(Path.of(brick.path())).number());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
