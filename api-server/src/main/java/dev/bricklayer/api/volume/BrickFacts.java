package dev.bricklayer.api.volume;

import dev.bricklayer.config.cluster.VolumeView;
import java.util.List;

/** Live facts of bricks, asked of their nodes. */
public interface BrickFacts {
  /**
   * All bricks of the volume in graph order; those of a node that does not answer in 2 s are shown
   * offline.
   */
  List<BrickStatus> of(VolumeView volume);
}
