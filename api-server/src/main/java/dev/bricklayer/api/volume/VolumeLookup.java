package dev.bricklayer.api.volume;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.VolumeName;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.volume.VolumePlan;
import java.util.Map;

/** Finds a volume in the state that a request needs; texts are GD2's. */
final class VolumeLookup {
  private VolumeLookup() {}

  static VolumeView existing(ClusterView view, String name) {
    VolumeName valid = new VolumeName(name);
    return view.volume(valid.value())
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.VOLUME_NOT_FOUND, "volume not found", Map.of("volume", name)));
  }

  static VolumeView startable(ClusterView view, String name, boolean force) {
    VolumeView volume = existing(view, name);
    if (volume.volume().state() == VolumeState.STARTED && !force) {
      throw wrongState("volume already started", volume);
    }
    return volume;
  }

  static VolumeView stoppable(ClusterView view, String name) {
    VolumeView volume = existing(view, name);
    return switch (volume.volume().state()) {
      case STARTED -> volume;
      case STOPPED -> throw wrongState("volume already stopped", volume);
      case CREATED -> throw wrongState("volume not started", volume);
    };
  }

  static VolumeView deletable(ClusterView view, String name) {
    VolumeView volume = existing(view, name);
    if (volume.volume().state() == VolumeState.STARTED) {
      throw wrongState("volume must be in stopped state before deleting", volume);
    }
    return volume;
  }

  static VolumePlan plan(VolumeView volume, boolean force, ClusterView view) {
    return new VolumePlan(
        volume.volume().id(), volume.volume().name(), volume.bricks(), force, view.revision());
  }

  private static ClusterException wrongState(String message, VolumeView volume) {
    return new ClusterException(
        ErrorCode.WRONG_VOLUME_STATE,
        message,
        Map.of("volume", volume.volume().name(), "state", volume.volume().state().wire()));
  }
}
