package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the paths of a deleted volume back. A brick without user data is emptied, and folders that
 * the creation made go when nothing is in them. A brick with user data keeps it, its {@code
 * .glusterfs} and its gfid mark, so that taking it again wants the reuse flag. A path that does not
 * bear the volume's mark (any more) is left alone.
 */
final class BrickClearing {

  private static final Logger LOG = LoggerFactory.getLogger(BrickClearing.class);

  private final NodeFileSystem files;
  private final Journal journal;
  private final BrickOrigins origins;
  private final BrickRuntime processes;
  private final BrickFanOut fanOut;
  private final ClusterKeys keys;
  private final ClusterStore store;
  private final PositiveProof proof;
  private final BrickRestoration restoration;
  private final UUID peer;

  BrickClearing(
      NodeFileSystem files,
      Journal journal,
      BrickOrigins origins,
      BrickRuntime processes,
      BrickFanOut fanOut,
      ClusterKeys keys,
      ClusterStore store,
      PositiveProof proof,
      UUID peer) {
    this.files = files;
    this.journal = journal;
    this.origins = origins;
    this.processes = processes;
    this.fanOut = fanOut;
    this.keys = keys;
    this.store = store;
    this.proof = proof;
    this.restoration = new BrickRestoration(files);
    this.peer = peer;
  }

  /**
   * Ends the processes, gives the paths back and then confirms the tombstone. Only a tombstone that
   * the store holds now allows it, and only for the bricks that it names; without one nothing is
   * done: it was confirmed before, or the volume was never deleted.
   *
   * @return whether there was a tombstone
   * @throws ClusterException {@code CONFLICT} when the volume is there
   */
  boolean clear(UUID volumeId, String volumeName) {
    Optional<Tombstone> dead = proof.tombstone(volumeId);
    if (dead.isEmpty()) {
      if (proof.volume(volumeId, volumeName).isPresent()) {
        throw new ClusterException(
            ErrorCode.CONFLICT,
            "volume " + volumeName + " (" + volumeId + ") is not deleted; its bricks stay",
            Map.of("peer-id", peer.toString()));
      }
      return false;
    }
    List<Brick> bricks = dead.get().bricks();
    fanOut.each("stop brick", bricks, processes::stop);
    fanOut.each("give back brick", bricks, this::giveBack);
    forgetSteps(volumeId);
    store.commit(List.of(), List.of(new Change.Delete(keys.tombstone(peer, volumeId))));
    return true;
  }

  private void giveBack(Brick brick) {
    try {
      clear(brick);
      processes.forget(brick);
      origins.drop(brick);
    } catch (IOException e) {
      throw BrickFailure.of(
          ErrorCode.INTERNAL,
          peer,
          brick,
          "clear",
          "cannot give the brick's path back: " + e.getMessage());
    }
  }

  private void clear(Brick brick) throws IOException {
    Path folder = Path.of(brick.path());
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      if (!bearsMark(brick, folder)) {
        LOG.info("{} does not bear the mark of volume {}", folder, brick.volumeName());
      } else if (BrickContents.hasUserData(folder)) {
        files.removeXattr(folder, BrickOrigin.VOLUME_ID);
        files.sync(folder);
        LOG.info("{} keeps the data of the deleted volume {}", folder, brick.volumeName());
        return;
      } else {
        empty(folder);
      }
    }
    List<String> made = origins.of(brick).map(BrickOrigin::madeFolders).orElse(List.of());
    for (int i = made.size() - 1; i >= 0; i--) {
      if (!restoration.deleteIfEmpty(Path.of(made.get(i)))) {
        break;
      }
    }
  }

  /** The volume's mark goes last: as long as it is there, a repeated attempt goes on here. */
  private void empty(Path folder) throws IOException {
    restoration.deleteHealersFolders(folder);
    restoration.deleteTree(folder.resolve(".glusterfs"));
    for (String name : files.xattrs(folder)) {
      if (name.startsWith("trusted.") && !name.equals(BrickOrigin.VOLUME_ID)) {
        files.removeXattr(folder, name);
      }
    }
    files.removeXattr(folder, BrickOrigin.VOLUME_ID);
    files.sync(folder);
  }

  private boolean bearsMark(Brick brick, Path folder) throws IOException {
    return files
        .xattr(folder, BrickOrigin.VOLUME_ID)
        .filter(mark -> Arrays.equals(mark, BrickPreparation.bytes(brick.volumeId())))
        .isPresent();
  }

  /** The paths are free for the next volume, also if the journal still knows of this one. */
  private void forgetSteps(UUID volumeId) {
    for (JournalEntry entry : journal.open()) {
      boolean prepared =
          entry.step().equals(PreparedBricks.STEP)
              && entry.facts(PreparedBricks.class).task().volumeId().equals(volumeId);
      boolean started =
          entry.step().equals(StartedBricks.STEP)
              && entry.facts(StartedBricks.class).task().volumeId().equals(volumeId);
      if (prepared || started) {
        journal.forget(entry.ticket().operation());
      }
    }
  }
}
