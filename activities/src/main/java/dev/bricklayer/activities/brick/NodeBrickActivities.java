package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.OperationLocks;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickActivities;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.util.Map;
import java.util.Optional;

/**
 * The brick steps of operations on this node. Each one first makes sure that it is still wanted:
 * the engine's epoch is current, the operation's record does not say that it is being undone, and
 * this node's copy of the configuration is as new as the plan. Steps of one operation run one at a
 * time.
 */
public final class NodeBrickActivities implements BrickActivities, AutoCloseable {

  private final BrickSettings settings;
  private final ClusterView view;
  private final OperationLocks turns;
  private final BrickProcesses processes;
  private final BrickFanOut fanOut;
  private final BrickPreparation preparation;
  private final BrickStarting starting;
  private final BrickClearing clearing;

  public NodeBrickActivities(
      BrickSettings settings,
      NodeFileSystem files,
      Journal journal,
      BrickProcesses processes,
      ClusterView view,
      ClusterStore store) {
    this.settings = settings;
    this.view = view;
    this.processes = processes;
    turns = new OperationLocks(settings.delays().turn());
    fanOut = new BrickFanOut(settings.parallel());
    BrickOrigins origins = new BrickOrigins(settings.folders().state().resolve("bricks"), files);
    preparation = new BrickPreparation(files, journal, origins, view, settings.peer());
    starting = new BrickStarting(files, journal, processes, fanOut, settings.peer());
    clearing = new BrickClearing(files, journal, origins, processes, view, store, settings.peer());
  }

  @Override
  public void prepare(NodeBricks bricks, BrickChecks checks) {
    run(
        bricks.ticket(),
        () -> {
          refuseUndone(bricks.ticket());
          follow(bricks);
          refuseDeleted(bricks);
          preparation.prepare(bricks, checks);
        });
  }

  @Override
  public void release(NodeBricks bricks) {
    run(bricks.ticket(), () -> preparation.release(bricks.ticket(), bricks.bricks()));
  }

  @Override
  public void start(NodeBricks bricks) {
    run(
        bricks.ticket(),
        () -> {
          refuseUndone(bricks.ticket());
          follow(bricks);
          refuseDeleted(bricks);
          starting.start(bricks);
        });
  }

  @Override
  public void undoStart(NodeBricks bricks) {
    run(bricks.ticket(), () -> starting.undo(bricks.ticket()));
  }

  @Override
  public void stop(NodeBricks bricks) {
    run(
        bricks.ticket(),
        () -> {
          follow(bricks);
          refuseWhenStarted(bricks);
          fanOut.each(bricks.bricks(), processes::stop);
        });
  }

  @Override
  public void clear(NodeBricks bricks) {
    run(
        bricks.ticket(),
        () -> {
          follow(bricks);
          fanOut.each(bricks.bricks(), processes::stop);
          clearing.clear(bricks.volumeId(), bricks.bricks());
        });
  }

  @Override
  public void close() {
    fanOut.close();
  }

  private void run(Ticket ticket, Runnable step) {
    try {
      refuseOldEpoch(ticket);
      turns.alone(ticket.operation(), step);
    } catch (RuntimeException e) {
      throw StepFailures.of(e);
    }
  }

  private void refuseOldEpoch(Ticket ticket) {
    long epoch = view.engine().map(Engine::epoch).orElse(0L);
    if (ticket.epoch() < epoch) {
      throw conflict(
          ticket,
          "the task comes from epoch " + ticket.epoch() + " of the engine; now it is " + epoch);
    }
  }

  private void refuseUndone(Ticket ticket) {
    Optional<OperationState> state = view.operation(ticket.operation()).map(Operation::state);
    if (state.isPresent()
        && (state.get() == OperationState.UNDOING || state.get() == OperationState.ENDED)) {
      throw conflict(ticket, "the operation is " + state.get() + "; the step comes too late");
    }
  }

  private void follow(NodeBricks bricks) {
    if (!view.awaitRevision(bricks.revision(), settings.delays().view())) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "this node's copy of the configuration is at revision "
              + view.revision()
              + " and has not reached "
              + bricks.revision(),
          Map.of("peer-id", settings.peer().toString()));
    }
  }

  private void refuseDeleted(NodeBricks bricks) {
    if (view.tombstones(settings.peer()).stream()
        .anyMatch(dead -> dead.volumeId().equals(bricks.volumeId()))) {
      throw conflict(bricks.ticket(), "volume " + bricks.volumeName() + " was deleted");
    }
  }

  private void refuseWhenStarted(NodeBricks bricks) {
    if (view.volume(bricks.volumeId())
        .filter(found -> found.volume().state() == VolumeState.STARTED)
        .isPresent()) {
      throw conflict(
          bricks.ticket(), "volume " + bricks.volumeName() + " is started; its bricks go on");
    }
  }

  private ClusterException conflict(Ticket ticket, String sentence) {
    return new ClusterException(
        ErrorCode.CONFLICT,
        sentence,
        Map.of(
            "operation-id", ticket.operation().toString(),
            "peer-id", settings.peer().toString()));
  }
}
