package dev.bricklayer.config.volume;

import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
 * @param volfileSuffix what tells its volfile id from that of another brick of its volume and peer
 *     whose path is the same once slashes are dashes; null for nearly all. It never changes: a
 *     process asks by its id as long as it runs
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
    int index,
    @Nullable String volfileSuffix) {

  /** Bricks of one volume in the order of its graph. */
  public static final Comparator<Brick> GRAPH_ORDER =
      Comparator.comparingInt(Brick::subvol).thenComparingInt(Brick::index);

  /** A brick whose volfile id is the plain one. */
  public Brick(
      UUID id,
      UUID volumeId,
      String volumeName,
      UUID peerId,
      String host,
      String path,
      BrickType type,
      int subvol,
      int index) {
    this(id, volumeId, volumeName, peerId, host, path, type, subvol, index, null);
  }

  /** The same brick with that end of its volfile id. */
  public Brick withVolfileSuffix(String suffix) {
    return new Brick(id, volumeId, volumeName, peerId, host, path, type, subvol, index, suffix);
  }

  /** The id of this brick in client graphs and AFR xattrs. */
  public String clientName() {
    return volumeName + "-client-" + index;
  }

  /**
   * {@code <volume>.<peer>.<path with - for />}, the key by which its process asks for its volfile;
   * with its suffix where it has one.
   */
  public String volfileId() {
    return volumeName + "." + peerId + "." + dashedPath();
  }

  /**
   * The path with {@code -} for {@code /} and no leading dash, as in names of logs; with its suffix
   * where it has one.
   */
  public String dashedPath() {
    String dashed = path.substring(1).replace('/', '-');
    return volfileSuffix == null ? dashed : dashed + volfileSuffix;
  }
}
