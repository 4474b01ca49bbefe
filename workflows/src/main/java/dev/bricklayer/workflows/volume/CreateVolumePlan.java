package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Subvol;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A volume to create, with every id it will have. The secret that its nodes' clients use is only in
 * the operation's record.
 */
public record CreateVolumePlan(
    UUID volumeId,
    String name,
    String transport,
    List<Subvol> subvols,
    List<Brick> bricks,
    Map<String, String> options,
    Map<String, String> metadata,
    long capacity,
    BrickChecks checks) {
  public CreateVolumePlan {
    subvols = List.copyOf(subvols);
    bricks = List.copyOf(bricks);
  }
}
