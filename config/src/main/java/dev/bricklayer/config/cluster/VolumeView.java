package dev.bricklayer.config.cluster;

import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import java.util.List;

/**
 * A volume with its bricks in graph order.
 *
 * @param revision the store's revision that wrote the volume last
 */
public record VolumeView(Volume volume, List<Brick> bricks, long revision) {
  public VolumeView {
    bricks = bricks.stream().sorted(Brick.GRAPH_ORDER).toList();
  }

  /** The bricks of one subvolume, in graph order. */
  public List<Brick> bricksOf(int subvol) {
    return bricks.stream().filter(brick -> brick.subvol() == subvol).toList();
  }
}
