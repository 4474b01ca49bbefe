package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes folders bricks and gives them back.
 *
 * <ol>
 *   <li>All paths are looked at; nothing is changed when one of them will not do.
 *   <li>They are reserved, and what is there is written to the journal.
 *   <li>Folders are made, {@code .glusterfs} and its indices too, and marked with the volume's id;
 *       all on the disk before it returns.
 * </ol>
 *
 * <p>An attempt that fails takes back what it did. One that dies is taken back by {@link #release},
 * by what the journal says: what was there before is as it was, what was made is gone.
 */
final class BrickPreparation {

  private static final String FOLDER_MODE = "rwxr-xr-x";
  static final String GLUSTER_FOLDER_MODE = "rw-------"; // as glusterd makes it

  private final NodeFileSystem files;
  private final Journal journal;
  private final BrickOrigins origins;
  private final BrickReservations reservations;
  private final BrickInspection inspection;
  private final BrickRestoration restoration;
  private final UUID peer;

  BrickPreparation(
      NodeFileSystem files,
      Journal journal,
      BrickOrigins origins,
      ClusterView view,
      BrickSettings settings) {
    this.files = files;
    this.journal = journal;
    this.origins = origins;
    this.peer = settings.peer();
    this.reservations = new BrickReservations(journal, view, peer);
    this.inspection = new BrickInspection(files, settings.folders(), peer);
    this.restoration = new BrickRestoration(files);
  }

  void prepare(NodeBricks bricks, BrickChecks checks) {
    Ticket ticket = bricks.ticket();
    Optional<JournalEntry> earlier = journal.read(ticket.operation(), PreparedBricks.STEP);
    PreparedBricks facts;
    if (earlier.isPresent() && earlier.get().state() == JournalEntry.State.OPEN) {
      facts = earlier.get().facts(PreparedBricks.class); // an attempt died: go on where it was
    } else if (earlier.isPresent() && earlier.get().state() == JournalEntry.State.DONE) {
      return;
    } else {
      facts =
          new PreparedBricks(
              bricks,
              bricks.bricks().stream()
                  .map(brick -> inspection.inspect(ticket.operation(), brick, checks))
                  .toList());
      reservations.open(ticket, facts);
    }
    make(ticket, facts);
    journal.done(ticket, PreparedBricks.STEP);
  }

  /** Why these paths would be refused, one failure for each; nothing is changed or reserved. */
  List<ClusterException> refusals(NodeBricks bricks, BrickChecks checks) {
    List<ClusterException> refusals = new ArrayList<>();
    List<BrickOrigin> fit = new ArrayList<>();
    for (Brick brick : bricks.bricks()) {
      try {
        fit.add(inspection.inspect(bricks.ticket().operation(), brick, checks));
        reservations.check(bricks.ticket(), fit);
      } catch (ClusterException refusal) {
        refusals.add(refusal);
        fit.removeIf(origin -> origin.brick().id().equals(brick.id()));
      }
    }
    return refusals;
  }

  /**
   * Takes back whatever a prepare of the operation did, and lets no later attempt begin. Where the
   * journal's file was lost, what is kept beside it tells.
   */
  void release(Ticket ticket) {
    List<BrickOrigin> known =
        journal
            .read(ticket.operation(), PreparedBricks.STEP)
            .filter(JournalEntry::undoable)
            .map(open -> open.facts(PreparedBricks.class).origins())
            .orElseGet(() -> origins.ofOperation(ticket.operation()));
    takeBack(known);
    journal.close(ticket, PreparedBricks.STEP);
  }

  private void make(Ticket ticket, PreparedBricks facts) {
    for (BrickOrigin origin : facts.origins()) {
      try {
        make(origin);
      } catch (IOException e) {
        ClusterException failure =
            BrickFailure.of(
                ErrorCode.BRICK_UNUSABLE,
                peer,
                origin.brick(),
                PreparedBricks.STEP,
                "cannot make the brick: " + e.getMessage());
        try {
          takeBack(facts.origins());
          journal.drop(ticket.operation(), PreparedBricks.STEP);
        } catch (RuntimeException undoing) {
          failure.addSuppressed(undoing); // the entry stays open for the release
        }
        throw failure;
      }
    }
  }

  private void make(BrickOrigin origin) throws IOException {
    origins.keep(origin);
    for (String folder : origin.madeFolders()) {
      files.makeFolder(Path.of(folder), FOLDER_MODE);
    }
    files.setXattr(origin.folder(), BrickOrigin.VOLUME_ID, bytes(origin.brick().volumeId()));
    files.makeFolder(origin.glusterFolder(), GLUSTER_FOLDER_MODE);
    files.makeFolder(origin.indices(), GLUSTER_FOLDER_MODE);
    files.sync(origin.glusterFolder());
    files.sync(origin.folder());
    for (String folder : origin.madeFolders()) {
      Path parent = Path.of(folder).getParent();
      if (parent != null) {
        files.sync(parent);
      }
    }
  }

  void takeBack(List<BrickOrigin> known) {
    for (int i = known.size() - 1; i >= 0; i--) {
      BrickOrigin origin = known.get(i);
      try {
        restoration.restore(origin);
        origins.drop(origin.brick());
      } catch (IOException e) {
        throw BrickFailure.of(
            ErrorCode.INTERNAL,
            peer,
            origin.brick(),
            "release",
            "cannot give the brick back: " + e.getMessage());
      }
    }
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
