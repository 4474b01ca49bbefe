package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.List;
import java.util.UUID;

/** One node's share of a step: all bricks of the volume that it holds. */
public record NodeBricks(
    Ticket ticket,
    UUID volumeId,
    String volumeName,
    List<Brick> bricks,
    boolean force,
    long revision) {
  public NodeBricks {
    bricks = List.copyOf(bricks);
  }
}
