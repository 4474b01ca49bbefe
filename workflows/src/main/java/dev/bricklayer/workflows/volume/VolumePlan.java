package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.volume.Brick;
import java.util.List;
import java.util.UUID;

/**
 * An existing volume to start, stop or delete.
 *
 * @param force for a start: also when it is started already, to bring missing bricks back
 * @param revision the revision of the configuration that the plan was made from; nodes wait until
 *     their copy has reached it
 */
public record VolumePlan(
    UUID volumeId, String name, List<Brick> bricks, boolean force, long revision) {
  public VolumePlan {
    bricks = List.copyOf(bricks);
  }
}
