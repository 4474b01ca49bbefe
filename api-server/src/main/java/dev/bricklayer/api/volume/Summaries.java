package dev.bricklayer.api.volume;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeType;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import java.util.List;

/** One line for people, as the engine's UI lists it. */
final class Summaries {
  private Summaries() {}

  static String create(CreateVolumePlan plan, ClusterView view) {
    return line(
        "create",
        plan.name(),
        VolumeType.of(plan.subvols().get(0).type(), plan.subvols().size()),
        plan.bricks(),
        view);
  }

  static String change(String verb, VolumeView volume, ClusterView view) {
    return line(verb, volume.volume().name(), volume.volume().type(), volume.bricks(), view);
  }

  private static String line(
      String verb, String name, VolumeType type, List<Brick> bricks, ClusterView view) {
    boolean simulated =
        bricks.stream()
            .anyMatch(brick -> view.peer(brick.peerId()).filter(Peer::simulatesBricks).isPresent());
    return verb
        + " volume "
        + name
        + " ("
        + type.wire()
        + ", "
        + bricks.size()
        + (simulated ? " simulated" : "")
        + (bricks.size() == 1 ? " brick)" : " bricks)");
  }
}
