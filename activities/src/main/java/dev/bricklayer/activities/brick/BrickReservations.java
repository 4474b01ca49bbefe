package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Lets no two bricks of this node overlap (equal, inside, containing): not with a registered brick,
 * not with one that another operation prepares, not within one request. Real paths are compared.
 * The journal's entry of the step is the reservation.
 */
final class BrickReservations {

  private final Journal journal;
  private final ClusterView view;
  private final UUID peer;

  BrickReservations(Journal journal, ClusterView view, UUID peer) {
    this.journal = journal;
    this.view = view;
    this.peer = peer;
  }

  /**
   * Reserves the paths and opens the step in one.
   *
   * @throws ClusterException {@code BRICK_IN_USE} naming the brick that is in the way
   */
  synchronized void open(Ticket ticket, PreparedBricks wanted) {
    check(ticket, wanted.origins());
    journal.open(ticket, PreparedBricks.STEP, wanted);
  }

  /**
   * The same check, which reserves nothing.
   *
   * @throws ClusterException {@code BRICK_IN_USE} naming the brick that is in the way
   */
  synchronized void check(Ticket ticket, List<BrickOrigin> origins) {
    for (int i = 0; i < origins.size(); i++) {
      refuseRegistered(origins.get(i));
      refusePrepared(ticket, origins.get(i));
      for (int j = 0; j < i; j++) {
        if (overlap(origins.get(i).folder(), origins.get(j).folder())) {
          throw inUse(
              origins.get(i).brick(),
              "brick path overlaps another brick of the request, " + origins.get(j).realPath());
        }
      }
    }
  }

  private void refuseRegistered(BrickOrigin wanted) {
    for (Brick registered : view.bricksOn(peer)) {
      if (!registered.id().equals(wanted.brick().id())
          && overlap(wanted.folder(), real(Path.of(registered.path())))) {
        throw inUse(
            wanted.brick(),
            "brick path is already in use by volume "
                + registered.volumeName()
                + " (its brick "
                + registered.path()
                + ")");
      }
    }
  }

  private void refusePrepared(Ticket ticket, BrickOrigin wanted) {
    for (JournalEntry entry : journal.open()) {
      if (!entry.step().equals(PreparedBricks.STEP)
          || entry.ticket().operation().equals(ticket.operation())
          || succeeded(entry.ticket().operation())) {
        continue;
      }
      for (BrickOrigin other : entry.facts(PreparedBricks.class).origins()) {
        if (overlap(wanted.folder(), other.folder())) {
          throw inUse(
              wanted.brick(),
              "brick path is being made a brick of volume "
                  + other.brick().volumeName()
                  + " by operation "
                  + entry.ticket().operation());
        }
      }
    }
  }

  /** Its bricks are registered, or were deleted again since: the view tells. */
  private boolean succeeded(UUID operation) {
    return view.operation(operation)
        .map(Operation::outcome)
        .filter(Outcome.SUCCEEDED::equals)
        .isPresent();
  }

  private static boolean overlap(Path one, Path other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  /** Also of a path that is not there at the moment: as far down as it is. */
  private static Path real(Path path) {
    for (Path at = path; at != null; at = at.getParent()) {
      try {
        return at.toRealPath().resolve(at.relativize(path)).normalize();
      } catch (IOException e) {
        // not there: its parent may be
      }
    }
    return path;
  }

  private ClusterException inUse(Brick brick, String error) {
    return BrickFailure.of(ErrorCode.BRICK_IN_USE, peer, brick, PreparedBricks.STEP, error);
  }
}
