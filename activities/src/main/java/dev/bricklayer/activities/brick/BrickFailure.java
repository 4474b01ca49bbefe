package dev.bricklayer.activities.brick;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import java.util.Map;
import java.util.UUID;

/** Failures of one brick, all with the same fields: peer-id, path, step and error. */
final class BrickFailure {

  private BrickFailure() {}

  static ClusterException of(ErrorCode code, UUID peer, Brick brick, String step, String error) {
    return new ClusterException(
        code,
        error + ": " + brick.path() + " on " + brick.host(),
        Map.of("peer-id", peer.toString(), "path", brick.path(), "step", step, "error", error));
  }
}
