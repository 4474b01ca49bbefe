package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.JournalEntry;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what ended operations left on this node, when it comes back and whenever asked:
 *
 * <ol>
 *   <li>what the journal knows of an operation that ended without success is undone; that of a
 *       success is forgotten; an operation that is still open is left alone;
 *   <li>debts are paid that way, and their keys deleted;
 *   <li>bricks of deleted volumes are cleared and their tombstones confirmed.
 * </ol>
 *
 * <p>Only {@link PositiveProof} allows that something is undone or cleared. What the journal or the
 * kept origins know of an operation that has no record is kept as it is and told once: nobody can
 * say whether it failed, or whether the record was lost.
 *
 * <p>What the cluster's configuration says always wins over the journal: a registered brick is
 * never released, a brick of a started volume never stopped. What fails is logged and tried again
 * at the next call. A call costs as much as there is to settle, not as there are bricks.
 */
public final class DebtCollector {

  private static final Logger LOG = LoggerFactory.getLogger(DebtCollector.class);

  /** How long closed steps are remembered: longer than any attempt of a step can be late. */
  private static final Duration MEMORY = Duration.ofHours(1);

  /**
   * How often the bricks are searched for such that only a lost journal would know of, and records
   * are asked for that were not there.
   */
  private static final Duration ORPHANS_EVERY = Duration.ofSeconds(30);

  private static final Set<String> OWN_STEPS = Set.of(PreparedBricks.STEP, StartedBricks.STEP);

  private final BrickSettings settings;
  private final Journal journal;
  private final BrickSteps steps;
  private final ClusterView view;
  private final ClusterStore store;
  private OptionalLong orphansAt = OptionalLong.empty();

  /** Operations without a record that knows their end, of which something is kept here. */
  private final Set<UUID> kept = new HashSet<>();

  DebtCollector(
      BrickSettings settings,
      Journal journal,
      BrickSteps steps,
      ClusterView view,
      ClusterStore store) {
    this.settings = settings;
    this.journal = journal;
    this.steps = steps;
    this.view = view;
    this.store = store;
  }

  /**
   * What one call came to: numbers of operations, debts and tombstones.
   *
   * @param kept operations without a record of which something is kept here, all in all
   */
  public record Settled(
      int undone, int forgotten, int debtsPaid, int cleared, int failed, int kept) {}

  /**
   * Does all of it once; calls wait for each other.
   *
   * @throws ClusterException {@code UNAVAILABLE} when the store does not answer
   */
  public synchronized Settled collect() {
    Count count = new Count();
    for (UUID operation : unsettled()) {
      attempt(count, "operation " + operation, () -> settle(operation, count));
    }
    if (view.debts().stream().anyMatch(debt -> debt.peer().equals(settings.peer()))) {
      String debts = view.keys().debts() + settings.peer() + "/";
      for (Entry debt : store.list(debts).entries()) {
        attempt(count, "debt " + debt.key(), () -> pay(debt, count));
      }
    }
    for (Tombstone dead : view.tombstones(settings.peer())) {
      attempt(count, "deleted volume " + dead.volumeName(), () -> bury(dead, count));
    }
    return new Settled(
        count.undone, count.forgotten, count.paid, count.cleared, count.failed, kept.size());
  }

  /**
   * What is worth a look at the operation's record. Not: one that is open as far as this node
   * knows, whose end will wake us; and steps that are closed and must only be remembered for a
   * while.
   */
  private Set<UUID> unsettled() {
    Set<UUID> operations = new LinkedHashSet<>();
    Instant longAgo = Instant.now().minus(MEMORY);
    journal.all().stream()
        .filter(entry -> entry.undoable() || entry.since().isBefore(longAgo))
        .forEach(entry -> operations.add(entry.ticket().operation()));
    long now = System.nanoTime();
    operations.removeAll(kept);
    if (orphansAt.isEmpty() || now - orphansAt.getAsLong() > ORPHANS_EVERY.toNanos()) {
      orphansAt = OptionalLong.of(now);
      operations.addAll(kept);
      steps.origins().all().stream()
          .filter(origin -> view.brick(settings.peer(), origin.brick().path()).isEmpty())
          .forEach(origin -> operations.add(origin.operation()));
    }
    operations.removeIf(operation -> view.operation(operation).filter(Operation::open).isPresent());
    return operations;
  }

  /** The journal of a success is of no more use; for all else the store itself is asked. */
  private void settle(UUID operation, Count count) {
    steps.turns().alone(operation, () -> settleAlone(operation, count));
  }

  private void settleAlone(UUID operation, Count count) {
    Optional<Operation> record =
        view.operation(operation)
            .filter(DebtCollector::succeeded)
            .or(() -> steps.proof().record(operation));
    if (record.isEmpty() || interrupted(record.get())) {
      keep(operation, count);
      return;
    }
    kept.remove(operation);
    if (record.get().open()) {
      return;
    }
    if (succeeded(record.get())) {
      forget(operation, count);
    } else if (PositiveProof.undoes(record.get())) {
      undo(operation, count);
    }
  }

  private static boolean succeeded(Operation record) {
    return record.outcome() == Outcome.SUCCEEDED;
  }

  private static boolean interrupted(Operation record) {
    return record.outcome() == Outcome.INTERRUPTED;
  }

  /**
   * There is no record, or none that knows the end. Where the bricks are registered the operation
   * did succeed; what was undone long ago is forgotten; everything else stays as it is.
   */
  private void keep(UUID operation, Count count) {
    List<Brick> bricks = touched(operation);
    if (bricks.isEmpty()) {
      kept.remove(operation);
      forgetOld(operation);
    } else if (bricks.stream().anyMatch(steps.proof()::registered)) {
      kept.remove(operation);
      forget(operation, count);
    } else if (bricks.stream().anyMatch(brick -> tombstone(brick).isPresent())) {
      kept.remove(operation); // its volume was deleted: that is settled by the tombstone
    } else if (kept.add(operation)) {
      LOG.warn(
          "how operation {} ended is not known; it worked on {}, and all that it did here is kept",
          operation,
          bricks.stream().map(Brick::path).toList());
    }
  }

  /** The bricks that an operation may have done something to, as far as this node remembers. */
  private List<Brick> touched(UUID operation) {
    List<Brick> bricks = new ArrayList<>();
    undoable(operation, StartedBricks.STEP)
        .ifPresent(entry -> bricks.addAll(entry.facts(StartedBricks.class).task().bricks()));
    undoable(operation, PreparedBricks.STEP)
        .ifPresent(entry -> bricks.addAll(entry.facts(PreparedBricks.class).task().bricks()));
    steps.origins().ofOperation(operation).forEach(origin -> bricks.add(origin.brick()));
    return bricks.stream().distinct().toList();
  }

  private Optional<Tombstone> tombstone(Brick brick) {
    return steps.proof().tombstone(brick.volumeId());
  }

  private void forget(UUID operation, Count count) {
    if (!journal.of(operation).isEmpty()) {
      journal.forget(operation);
      count.forgotten++;
    }
  }

  /** The start before the preparation: the other way round than they came to be. */
  private void undo(UUID operation, Count count) {
    boolean undone = false;
    Optional<JournalEntry> started = undoable(operation, StartedBricks.STEP);
    if (started.isPresent()) {
      StartedBricks facts = started.get().facts(StartedBricks.class);
      if (wantedRunning(facts.task())) {
        journal.close(started.get().ticket(), StartedBricks.STEP);
      } else {
        steps.starting().undo(started.get().ticket());
        undone = true;
      }
    }
    Optional<JournalEntry> prepared = undoable(operation, PreparedBricks.STEP);
    if (prepared.isPresent()) {
      List<BrickOrigin> origins = prepared.get().facts(PreparedBricks.class).origins();
      if (origins.stream().map(BrickOrigin::brick).anyMatch(steps.proof()::registered)) {
        forget(operation, count); // whatever the record says, they are a volume's
      } else {
        steps.preparation().release(prepared.get().ticket());
        undone = true;
      }
    } else if (journal.read(operation, PreparedBricks.STEP).isEmpty()) {
      undone |= takeBackOrphans(operation);
    }
    if (undone) {
      count.undone++;
      LOG.info("what operation {} had left on this node is undone", operation);
    }
    forgetOld(operation);
  }

  private boolean takeBackOrphans(UUID operation) {
    List<BrickOrigin> orphans =
        steps.origins().ofOperation(operation).stream()
            .filter(origin -> !steps.proof().registered(origin.brick()))
            .filter(origin -> tombstone(origin.brick()).isEmpty())
            .toList();
    steps.preparation().takeBack(orphans);
    return !orphans.isEmpty();
  }

  private void forgetOld(UUID operation) {
    Instant longAgo = Instant.now().minus(MEMORY);
    if (journal.of(operation).stream()
        .allMatch(entry -> !entry.undoable() && entry.since().isBefore(longAgo))) {
      journal.forget(operation);
    }
  }

  private void pay(Entry entry, Count count) {
    Debt debt = Json.read(entry.value(), Debt.class);
    if (!OWN_STEPS.containsAll(debt.steps())) {
      LOG.info(
          "operation {} left more than bricks on this node: {}", debt.operation(), debt.steps());
      return;
    }
    settle(debt.operation(), count);
    // without its record a journal that knows nothing is no sign that nothing is owed
    if (steps.proof().record(debt.operation()).isPresent()
        && !kept.contains(debt.operation())
        && journal.of(debt.operation()).stream().noneMatch(JournalEntry::undoable)) {
      store.commit(List.of(), List.of(new Change.Delete(entry.key())));
      count.paid++;
    }
  }

  private void bury(Tombstone dead, Count count) {
    if (view.openOperations("volume/" + dead.volumeName()).isEmpty()) {
      if (steps.clearing().clear(dead.volumeId(), dead.volumeName())) {
        count.cleared++;
      }
    }
  }

  private Optional<JournalEntry> undoable(UUID operation, String step) {
    return journal.read(operation, step).filter(JournalEntry::undoable);
  }

  private boolean wantedRunning(NodeBricks task) {
    return steps
        .proof()
        .volume(task.volumeId(), task.volumeName())
        .filter(volume -> volume.state() == VolumeState.STARTED)
        .isPresent();
  }

  private static void attempt(Count count, String what, Runnable work) {
    try {
      work.run();
    } catch (ClusterException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        throw e;
      }
      count.failed++;
      LOG.error("{}: {}", what, e.sentence());
    } catch (RuntimeException e) {
      count.failed++;
      LOG.error("{}: cannot be put right now", what, e);
    }
  }

  private static final class Count {
    private int undone;
    private int forgotten;
    private int paid;
    private int cleared;
    private int failed;
  }
}
