package dev.bricklayer.activities.brick;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Lets no two bricks of this node overlap (equal, inside, containing): not with a registered brick,
 * not with one that another operation prepares, not within one request. Real paths are compared.
 * The journal's entry of the step is the reservation.
 */
final class BrickReservations {

  /** So many entries may be remembered that are open no more. */
  private static final int SPARE = 64;

  private final Journal journal;
  private final ClusterView view;
  private final UUID peer;
  private final RegisteredPaths registered;
  private final Map<UUID, Reserved> reserved = new HashMap<>();

  /** The paths of one journal entry. */
  private record Reserved(JsonNode facts, List<BrickOrigin> origins) {}

  BrickReservations(Journal journal, ClusterView view, UUID peer) {
    this.journal = journal;
    this.view = view;
    this.peer = peer;
    this.registered = new RegisteredPaths(view, peer);
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
    registered
        .overlapping(wanted)
        .ifPresent(
            other -> {
              throw inUse(
                  wanted.brick(),
                  "brick path is already in use by volume "
                      + other.volumeName()
                      + " (its brick "
                      + other.path()
                      + ")");
            });
  }

  private void refusePrepared(Ticket ticket, BrickOrigin wanted) {
    List<JournalEntry> open = journal.open();
    forgetAllBut(open);
    for (JournalEntry entry : open) {
      if (!entry.step().equals(PreparedBricks.STEP)
          || entry.ticket().operation().equals(ticket.operation())
          || succeeded(entry.ticket().operation())) {
        continue;
      }
      for (BrickOrigin other : origins(entry)) {
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

  /** An entry's facts stay what they are; with many operations at once they are read often. */
  private List<BrickOrigin> origins(JournalEntry entry) {
    Reserved known = reserved.get(entry.ticket().operation());
    if (known == null || known.facts() != entry.facts()) {
      known = new Reserved(entry.facts(), entry.facts(PreparedBricks.class).origins());
      reserved.put(entry.ticket().operation(), known);
    }
    return known.origins();
  }

  private void forgetAllBut(List<JournalEntry> open) {
    if (reserved.size() > 2 * open.size() + SPARE) {
      reserved
          .keySet()
          .retainAll(open.stream().map(entry -> entry.ticket().operation()).collect(toSet()));
    }
  }

  private static boolean overlap(Path one, Path other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  private ClusterException inUse(Brick brick, String error) {
    return BrickFailure.of(ErrorCode.BRICK_IN_USE, peer, brick, PreparedBricks.STEP, error);
  }
}
