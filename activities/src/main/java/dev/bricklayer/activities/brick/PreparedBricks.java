package dev.bricklayer.activities.brick;

import dev.bricklayer.workflows.volume.NodeBricks;
import java.util.List;

/** The journal's facts of a prepare step. */
record PreparedBricks(NodeBricks task, List<BrickOrigin> origins) {

  static final String STEP = "prepare";

  PreparedBricks {
    origins = List.copyOf(origins);
  }
}
