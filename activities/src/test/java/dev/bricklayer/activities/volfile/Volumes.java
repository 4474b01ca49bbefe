package dev.bricklayer.activities.volfile;

import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.config.volume.VolumeState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Volumes with ids that are the same in every run. */
final class Volumes {

  static final List<UUID> PEERS = IntStream.range(0, 6).mapToObj(i -> uuid("peer " + i)).toList();

  private Volumes() {}

  static VolumeView distribute(int bricks) {
    List<Subvol> subvols =
        IntStream.range(0, bricks)
            .mapToObj(i -> new Subvol("dist-distribute-" + i, SubvolType.DISTRIBUTE, 1, 0, 0, 0))
            .toList();
    return volume("dist", subvols, 1, "10.77.0.%d", "/bricks/%d/dist");
  }

  static VolumeView replicate(int subvols, int replica, int arbiter) {
    return volume(
        "rep",
        IntStream.range(0, subvols)
            .mapToObj(
                i -> new Subvol("rep-replicate-" + i, SubvolType.REPLICATE, replica, arbiter, 0, 0))
            .toList(),
        replica + arbiter,
        "10.77.0.%d",
        "/bricks/%d/rep");
  }

  static VolumeView disperse(int subvols, int data, int redundancy) {
    return volume(
        "disp",
        IntStream.range(0, subvols)
            .mapToObj(
                i ->
                    new Subvol(
                        "disp-disperse-" + i,
                        SubvolType.DISPERSE,
                        0,
                        0,
                        data + redundancy,
                        redundancy))
            .toList(),
        data + redundancy,
        "10.77.0.%d",
        "/bricks/%d/disp");
  }

  /** A started volume; brick N is on peer N, host and path are made of N + 1. */
  static VolumeView volume(String name, List<Subvol> subvols, int width, String host, String path) {
    UUID id = uuid("volume " + name);
    List<Brick> bricks = new ArrayList<>();
    for (int i = 0; i < subvols.size() * width; i++) {
      boolean arbiter = subvols.get(i / width).arbiter() == 1 && i % width == width - 1;
      bricks.add(
          new Brick(
              uuid("brick " + name + i),
              id,
              name,
              PEERS.get(i % PEERS.size()),
              String.format(host, i + 1),
              String.format(path, i + 1),
              arbiter ? BrickType.ARBITER : BrickType.BRICK,
              i / width,
              i));
    }
    VolumeAuth auth =
        new VolumeAuth(uuid("user " + name).toString(), uuid("password " + name).toString());
    return new VolumeView(
        new Volume(id, name, VolumeState.STARTED, "tcp", subvols, Map.of(), Map.of(), auth, 0),
        bricks,
        1);
  }

  static VolumeView withOptions(VolumeView view, Map<String, String> options) {
    Volume is = view.volume();
    return new VolumeView(
        new Volume(
            is.id(),
            is.name(),
            is.state(),
            is.transport(),
            is.subvols(),
            options,
            is.metadata(),
            is.auth(),
            is.capacity()),
        view.bricks(),
        view.revision());
  }

  static UUID uuid(String seed) {
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
  }
}
