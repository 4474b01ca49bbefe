package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.NodeShare;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** One node's share of a step: all bricks of the volume that it holds. */
public record NodeBricks(
    Ticket ticket,
    UUID volumeId,
    String volumeName,
    List<Brick> bricks,
    boolean force,
    long revision)
    implements NodeShare {
  public NodeBricks {
    bricks = List.copyOf(bricks);
  }

  /** The shares of the nodes of a volume that is there, by peer. */
  static List<NodeBricks> of(Ticket ticket, VolumePlan plan) {
    return byPeer(plan.bricks()).values().stream()
        .map(
            bricks ->
                new NodeBricks(
                    ticket, plan.volumeId(), plan.name(), bricks, plan.force(), plan.revision()))
        .toList();
  }

  /** The shares of the nodes of a volume to create, by peer. */
  static List<NodeBricks> of(Ticket ticket, CreateVolumePlan plan) {
    return byPeer(plan.bricks()).values().stream()
        .map(bricks -> new NodeBricks(ticket, plan.volumeId(), plan.name(), bricks, false, 0))
        .toList();
  }

  private static Map<UUID, List<Brick>> byPeer(List<Brick> bricks) {
    Map<UUID, List<Brick>> byPeer = new TreeMap<>();
    for (Brick brick : bricks) {
      byPeer.computeIfAbsent(brick.peerId(), peer -> new ArrayList<>()).add(brick);
    }
    return byPeer;
  }

  @Override
  public UUID peer() {
    return bricks.get(0).peerId();
  }

  @Override
  public String host() {
    return bricks.get(0).host();
  }

  @Override
  public String load() {
    return bricks.size() == 1
        ? "1 brick of " + volumeName
        : bricks.size() + " bricks of " + volumeName;
  }
}
