package dev.bricklayer.activities.brick;

import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.util.List;

/**
 * The journal's facts of a start step.
 *
 * @param starting the bricks that did not run before
 */
record StartedBricks(NodeBricks task, List<Brick> starting) {

  static final String STEP = "start";

  StartedBricks {
    starting = List.copyOf(starting);
  }
}
