package dev.bricklayer.node.volfile;

import dev.bricklayer.activities.volfile.SelfHealGraph;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import java.util.Optional;
import java.util.UUID;

/** What a volfile key asks for. Keys are GD2's, but for the self-heal daemon's. */
sealed interface SpecKey {
  /** The client of a volume. */
  record OfClient(VolumeView volume) implements SpecKey {}

  /** A brick of this node. */
  record OfBrick(VolumeView volume, Brick brick) implements SpecKey {}

  /** The self-heal daemon of this node. */
  record OfSelfHeal() implements SpecKey {}

  /** Empty when the cluster has nothing of that name. */
  static Optional<SpecKey> parse(String key, UUID self, ClusterView view) {
    if (SelfHealGraph.isKey(key)) {
      return Optional.of(new OfSelfHeal());
    }
    Optional<VolumeView> client = view.volume(key);
    if (client.isPresent()) {
      return Optional.of(new OfClient(client.get()));
    }
    int end = key.indexOf("." + self + ".");
    return end < 0
        ? Optional.empty()
        : view.volume(key.substring(0, end)).flatMap(volume -> ofBrick(volume, self, key));
  }

  private static Optional<SpecKey> ofBrick(VolumeView volume, UUID self, String key) {
    return volume.bricks().stream()
        .filter(brick -> brick.peerId().equals(self) && brick.volfileId().equals(key))
        .findFirst()
        .map(brick -> new OfBrick(volume, brick));
  }
}
