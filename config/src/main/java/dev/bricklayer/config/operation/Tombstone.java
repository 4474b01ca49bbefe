package dev.bricklayer.config.operation;

import dev.bricklayer.config.volume.Brick;
import java.util.List;
import java.util.UUID;

/**
 * A deleted volume's bricks on one peer, {@code tombstones/<peer>/<volume id>}, until that peer has
 * confirmed that their processes are gone and the paths are given back.
 */
public record Tombstone(UUID volumeId, String volumeName, UUID peer, List<Brick> bricks) {
  public Tombstone {
    bricks = List.copyOf(bricks);
  }
}
