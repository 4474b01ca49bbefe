package dev.bricklayer.api.volume;

import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.VolumeType;
import dev.bricklayer.workflows.volume.CreateVolumePlan;

/** One line for people, as the engine's UI lists it. */
final class Summaries {
  private Summaries() {}

  static String create(CreateVolumePlan plan) {
    return line(
        "create",
        plan.name(),
        VolumeType.of(plan.subvols().get(0).type(), plan.subvols().size()),
        plan.bricks().size());
  }

  static String change(String verb, VolumeView volume) {
    return line(verb, volume.volume().name(), volume.volume().type(), volume.bricks().size());
  }

  private static String line(String verb, String name, VolumeType type, int bricks) {
    return verb
        + " volume "
        + name
        + " ("
        + type.wire()
        + ", "
        + bricks
        + (bricks == 1 ? " brick)" : " bricks)");
  }
}
