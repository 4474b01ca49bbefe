package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.trace.Spans;
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
import dev.bricklayer.workflows.volume.PrepareCheck;
import dev.bricklayer.workflows.volume.StartCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.MDC;

/**
 * The brick steps of operations on this node. Each one first makes sure that it is still wanted:
 * the engine's epoch is current, the operation's record does not say that it is being undone, and
 * this node's copy of the configuration is new enough. Steps of one operation run one at a time.
 */
public final class NodeBrickActivities implements BrickActivities, AutoCloseable {

  private static final long POLL_MILLIS = 1;

  private final BrickSettings settings;
  private final Journal journal;
  private final ClusterView view;
  private final ClusterStore store;
  private final BrickRuntime processes;
  private final BrickSteps steps;
  private final NodeOrphans orphans;
  private final Spans spans;

  public NodeBrickActivities(
      BrickSettings settings,
      NodeFileSystem files,
      Journal journal,
      BrickRuntime processes,
      ClusterView view,
      ClusterStore store) {
    this(settings, files, journal, processes, view, store, Spans.NONE, () -> {});
  }

  /**
   * @param confirm throws {@code UNAVAILABLE} unless the store is certainly the one that the node
   *     follows; asked before whatever takes something away
   */
  public NodeBrickActivities(
      BrickSettings settings,
      NodeFileSystem files,
      Journal journal,
      BrickRuntime processes,
      ClusterView view,
      ClusterStore store,
      Spans spans,
      Runnable confirm) {
    this.spans = spans;
    this.settings = settings;
    this.journal = journal;
    this.view = view;
    this.store = store;
    this.processes = processes;
    this.steps = BrickSteps.of(settings, files, journal, processes, view, store, spans, confirm);
    this.orphans = new NodeOrphans(settings, files, journal, steps.origins(), view);
  }

  BrickSteps steps() {
    return steps;
  }

  /** What pays this node's debts; it shares the locks with the steps. */
  public DebtCollector debtCollector() {
    return new DebtCollector(settings, journal, steps, view, store);
  }

  /** What belongs to nobody on this node. */
  public NodeOrphans orphans() {
    return orphans;
  }

  /** Why {@link #prepare} would refuse these paths now; nothing is changed. */
  public List<ClusterException> refusals(PrepareCheck check) {
    return steps.preparation().refusals(check.bricks(), check.checks());
  }

  /** Why {@link #start} would refuse these bricks now; nothing is changed. */
  public List<ClusterException> refusals(StartCheck check) {
    return steps.starting().refusals(check.bricks());
  }

  @Override
  public void prepare(NodeBricks bricks, BrickChecks checks) {
    run(
        bricks.ticket(),
        "prepare bricks",
        () -> {
          refuseUndone(bricks.ticket());
          follow(bricks);
          refuseDeleted(bricks);
          steps.preparation().prepare(bricks, checks);
        });
  }

  @Override
  public void release(NodeBricks bricks) {
    run(
        bricks.ticket(),
        "release bricks",
        () -> {
          requireUndone(bricks.ticket());
          steps.preparation().release(bricks.ticket());
        });
  }

  @Override
  public void start(NodeBricks bricks) {
    run(
        bricks.ticket(),
        "start bricks",
        () -> {
          refuseUndone(bricks.ticket());
          follow(bricks);
          refuseDeleted(bricks);
          steps.starting().start(bricks);
        });
  }

  @Override
  public void undoStart(NodeBricks bricks) {
    run(
        bricks.ticket(),
        "undo start bricks",
        () -> {
          requireUndone(bricks.ticket());
          steps.starting().undo(bricks.ticket());
        });
  }

  @Override
  public void stop(NodeBricks bricks) {
    run(
        bricks.ticket(),
        "stop bricks",
        () -> {
          awaitCommit(bricks.ticket(), "is started", () -> !started(bricks));
          requireUnwanted(bricks);
          steps.fanOut().each("stop brick", bricks.bricks(), processes::stop);
        });
  }

  @Override
  public void clear(NodeBricks bricks) {
    run(
        bricks.ticket(),
        "clear bricks",
        () -> {
          awaitCommit(bricks.ticket(), "is there", () -> view.volume(bricks.volumeId()).isEmpty());
          requireEpoch(bricks.ticket(), steps.proof().told(bricks.ticket().operation()).epoch());
          steps.clearing().clear(bricks.volumeId(), bricks.volumeName());
        });
  }

  /** Read where something is taken away; see {@link BrickKeeper}. */
  PositiveProof proof() {
    return steps.proof();
  }

  @Override
  public void close() {
    steps.fanOut().close();
  }

  private void run(Ticket ticket, String name, Runnable step) {
    String operation = ticket.operation().toString();
    try (MDC.MDCCloseable ignored = MDC.putCloseable("operation", operation)) {
      refuseOldEpoch(ticket);
      spans.in(
          name,
          operation,
          () -> {
            steps.turns().alone(ticket.operation(), step);
            return operation;
          });
    } catch (RuntimeException e) {
      throw StepFailures.of(e);
    }
  }

  private void refuseOldEpoch(Ticket ticket) {
    requireEpoch(ticket, view.engine().map(Engine::epoch).orElse(0L));
  }

  private void requireEpoch(Ticket ticket, long epoch) {
    if (ticket.epoch() < epoch) {
      throw conflict(
          ticket,
          "the task comes from epoch " + ticket.epoch() + " of the engine; now it is " + epoch);
    }
  }

  /** Nothing is undone unless the store itself says so now. */
  private void requireUndone(Ticket ticket) {
    PositiveProof.Told told = steps.proof().told(ticket.operation());
    requireEpoch(ticket, told.epoch());
    if (told.operation().isEmpty()) {
      throw conflict(
          ticket, "the configuration has no record of the operation; what it did here stays");
    }
    if (!PositiveProof.undoes(told.operation().get())) {
      throw conflict(
          ticket,
          "the operation is "
              + told.operation().get().state()
              + " and not to be undone; what it did here stays");
    }
  }

  /** No brick is stopped unless the store itself says now that it is not to run. */
  private void requireUnwanted(NodeBricks bricks) {
    PositiveProof.Told told = steps.proof().told(bricks.ticket().operation());
    requireEpoch(bricks.ticket(), told.epoch());
    if (!steps.proof().mustNotRun(bricks.volumeId(), bricks.volumeName())) {
      if (told.operation().filter(record -> !record.open()).isPresent()) {
        throw conflict(
            bricks.ticket(), "the step comes too late: the volume is started again or gone");
      }
      throw behind("it says nowhere that volume " + bricks.volumeName() + " is not to run");
    }
  }

  private void refuseUndone(Ticket ticket) {
    Optional<OperationState> state = view.operation(ticket.operation()).map(Operation::state);
    if (state.isPresent()
        && (state.get() == OperationState.UNDOING || state.get() == OperationState.ENDED)) {
      throw conflict(ticket, "the operation is " + state.get() + "; the step comes too late");
    }
  }

  private void refuseDeleted(NodeBricks bricks) {
    if (view.tombstones(settings.peer()).stream()
        .anyMatch(dead -> dead.volumeId().equals(bricks.volumeId()))) {
      throw conflict(bricks.ticket(), "volume " + bricks.volumeName() + " was deleted");
    }
  }

  private void follow(NodeBricks bricks) {
    if (!view.awaitRevision(bricks.revision(), settings.delays().view())) {
      throw behind("it is at revision " + view.revision() + ", not yet at " + bricks.revision());
    }
  }

  /**
   * Waits until this node sees what the operation committed before it sent the step. A step that
   * comes so late that a later operation turned it round again is refused.
   */
  private void awaitCommit(Ticket ticket, String state, BooleanSupplier seen) {
    long deadline = System.nanoTime() + settings.delays().view().toNanos();
    while (!seen.getAsBoolean()) {
      if (view.operation(ticket.operation()).filter(record -> !record.open()).isPresent()) {
        throw conflict(ticket, "the step comes too late: the volume " + state + " again");
      }
      if (System.nanoTime() - deadline > 0) {
        throw behind("the volume " + state + " in it");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw behind("interrupted while the volume " + state + " in it");
      }
    }
  }

  private boolean started(NodeBricks bricks) {
    return view.volume(bricks.volumeId())
        .filter(found -> found.volume().state() == VolumeState.STARTED)
        .isPresent();
  }

  private ClusterException behind(String how) {
    return new ClusterException(
        ErrorCode.UNAVAILABLE,
        "this node's copy of the configuration is behind: " + how,
        Map.of("peer-id", settings.peer().toString()));
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
