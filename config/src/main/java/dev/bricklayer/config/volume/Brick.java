package dev.bricklayer.config.volume;

import java.util.Comparator;
import java.util.UUID;

/**
 * One brick of one volume; stored under a key of its own, {@code bricks/<peer>/<path>}, which is
 * also its reservation.
 *
 * @param index the number N of the brick's id {@code <volume>-client-N}; it never changes, because
 *     AFR's xattrs on the other bricks name it
 * @param subvol the position of its subvolume in the volume, from 0
 * @param path absolute, normalised, without a trailing slash
 * @param host the host part of the peer's first address when the brick was made; clients connect
 *     there
 */
public record Brick(
    UUID id,
    UUID volumeId,
    String volumeName,
    UUID peerId,
    String host,
    String path,
    BrickType type,
    int subvol,
    int index) {

  /** Bricks of one volume in the order of its graph. */
  public static final Comparator<Brick> GRAPH_ORDER =
      Comparator.comparingInt(Brick::subvol).thenComparingInt(Brick::index);

  /** The id of this brick in client graphs and AFR xattrs. */
  public String clientName() {
    return volumeName + "-client-" + index;
  }

  /**
   * {@code <volume>.<peer>.<path with - for />}, the key by which its process asks for its volfile.
   */
  public String volfileId() {
    return volumeName + "." + peerId + "." + dashedPath();
  }

  /**
   * The path with {@code -} for {@code /} and no leading dash, as in names of pid files and logs.
   */
  public String dashedPath() {
    return path.substring(1).replace('/', '-');
  }
}
