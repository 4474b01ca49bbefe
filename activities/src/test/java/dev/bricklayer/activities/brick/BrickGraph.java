package dev.bricklayer.activities.brick;

import dev.bricklayer.config.volume.Brick;

/** The smallest graph that a brick runs with. */
final class BrickGraph {

  private BrickGraph() {}

  static String of(Brick brick) {
    return """
        volume VOL-posix
            type storage/posix
            option volume-id ID
            option directory PATH
        end-volume
        volume VOL-access-control
            type features/access-control
            subvolumes VOL-posix
        end-volume
        volume VOL-locks
            type features/locks
            subvolumes VOL-access-control
        end-volume
        volume VOL-io-threads
            type performance/io-threads
            subvolumes VOL-locks
        end-volume
        volume VOL-index
            type features/index
            option xattrop-pending-watchlist trusted.afr.VOL-
            option xattrop-dirty-watchlist trusted.afr.dirty
            option index-base PATH/.glusterfs/indices
            subvolumes VOL-io-threads
        end-volume
        volume PATH
            type debug/io-stats
            subvolumes VOL-index
        end-volume
        volume VOL-server
            type protocol/server
            option transport-type tcp
            option auth.addr.PATH.allow *
            subvolumes PATH
        end-volume
        """
        .replace("VOL", brick.volumeName())
        .replace("ID", brick.volumeId().toString())
        .replace("PATH", brick.path());
  }
}
