package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Starts the bricks of an operation and stops those that it started. */
final class BrickStarting {

  private final NodeFileSystem files;
  private final Journal journal;
  private final BrickRuntime processes;
  private final BrickFanOut fanOut;
  private final UUID peer;

  BrickStarting(
      NodeFileSystem files,
      Journal journal,
      BrickRuntime processes,
      BrickFanOut fanOut,
      UUID peer) {
    this.files = files;
    this.journal = journal;
    this.processes = processes;
    this.fanOut = fanOut;
    this.peer = peer;
  }

  /** Starts those that do not run; a failed attempt leaves the others running for the undo. */
  void start(NodeBricks bricks) {
    bricks.bricks().forEach(this::requireMarks);
    List<Brick> idle = bricks.bricks().stream().filter(brick -> !processes.running(brick)).toList();
    journal.open(bricks.ticket(), StartedBricks.STEP, new StartedBricks(bricks, idle));
    fanOut.each("start brick", bricks.bricks(), processes::start);
    journal.done(bricks.ticket(), StartedBricks.STEP);
  }

  void undo(Ticket ticket) {
    Optional<JournalEntry> entry = journal.read(ticket.operation(), StartedBricks.STEP);
    List<Brick> started =
        entry
            .filter(JournalEntry::undoable)
            .map(open -> open.facts(StartedBricks.class).starting())
            .orElse(List.of());
    fanOut.each("stop brick", started, processes::stop);
    journal.close(ticket, StartedBricks.STEP);
  }

  /**
   * The brick's folder must bear the volume's mark: else its file system is not mounted, or it is
   * another volume's.
   *
   * @throws ClusterException {@code BRICK_PROCESS_FAILED}
   */
  void requireMarks(Brick brick) {
    checkMarks(brick);
    try {
      files.makeFolder(
          Path.of(brick.path()).resolve(".glusterfs").resolve("indices"),
          BrickPreparation.GLUSTER_FOLDER_MODE);
    } catch (IOException e) {
      throw unfit(brick, "cannot look at the brick: " + e.getMessage());
    }
  }

  /** Why these bricks would not be started, one failure for each; nothing is changed. */
  List<ClusterException> refusals(NodeBricks bricks) {
    List<ClusterException> refusals = new ArrayList<>();
    for (Brick brick : bricks.bricks()) {
      try {
        checkMarks(brick);
      } catch (ClusterException refusal) {
        refusals.add(refusal);
      }
    }
    return refusals;
  }

  private void checkMarks(Brick brick) {
    Path folder = Path.of(brick.path());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw unfit(brick, "the brick's folder is missing; is its file system mounted?");
    }
    try {
      Optional<byte[]> mark = files.xattr(folder, BrickOrigin.VOLUME_ID);
      if (mark.isEmpty()) {
        throw unfit(
            brick,
            "the brick bears no volume id (trusted.glusterfs.volume-id); is its file system mounted?");
      }
      if (!Arrays.equals(mark.get(), BrickPreparation.bytes(brick.volumeId()))) {
        throw unfit(brick, "the brick bears the id of another volume");
      }
      Path gluster = folder.resolve(".glusterfs");
      if (!Files.isDirectory(gluster, LinkOption.NOFOLLOW_LINKS)) {
        throw unfit(brick, "the brick has no .glusterfs folder: its data would be unknown");
      }
    } catch (IOException e) {
      throw unfit(brick, "cannot look at the brick: " + e.getMessage());
    }
  }

  private ClusterException unfit(Brick brick, String error) {
    return BrickFailure.of(ErrorCode.BRICK_PROCESS_FAILED, peer, brick, StartedBricks.STEP, error);
  }
}
