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
import java.time.Duration;
import java.time.Instant;
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
 *   <li>what the journal knows of an operation that ended without success, or whose record is gone,
 *       is undone; that of a success is forgotten; an operation that is still open is left alone;
 *   <li>debts are paid that way, and their keys deleted;
 *   <li>bricks of deleted volumes are cleared and their tombstones confirmed.
 * </ol>
 *
 * <p>What the cluster's configuration says always wins over the journal: a registered brick is
 * never released, a brick of a started volume never stopped. What this node's copy does not show as
 * ended is read from the store. What fails is logged and tried again at the next call. A call costs
 * as much as there is to settle, not as there are bricks.
 */
public final class DebtCollector {

  private static final Logger LOG = LoggerFactory.getLogger(DebtCollector.class);

  /** How long closed steps are remembered: longer than any attempt of a step can be late. */
  private static final Duration MEMORY = Duration.ofHours(1);

  /** How often the bricks are searched for such that only a lost journal would know of. */
  private static final Duration ORPHANS_EVERY = Duration.ofSeconds(30);

  private static final Set<String> OWN_STEPS = Set.of(PreparedBricks.STEP, StartedBricks.STEP);

  private final BrickSettings settings;
  private final Journal journal;
  private final BrickSteps steps;
  private final ClusterView view;
  private final ClusterStore store;
  private OptionalLong orphansAt = OptionalLong.empty();

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

  /** What one call came to: numbers of operations, debts and tombstones. */
  public record Settled(int undone, int forgotten, int debtsPaid, int cleared, int failed) {}

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
    return new Settled(count.undone, count.forgotten, count.paid, count.cleared, count.failed);
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
    if (orphansAt.isEmpty() || now - orphansAt.getAsLong() > ORPHANS_EVERY.toNanos()) {
      orphansAt = OptionalLong.of(now);
      steps.origins().all().stream()
          .filter(origin -> view.brick(settings.peer(), origin.brick().path()).isEmpty())
          .forEach(origin -> operations.add(origin.operation()));
    }
    operations.removeIf(operation -> view.operation(operation).filter(Operation::open).isPresent());
    return operations;
  }

  /** The end of an operation is final: one that this node's copy shows is not asked for again. */
  private Optional<Operation> record(UUID operation) {
    Optional<Operation> copy = view.operation(operation).filter(known -> !known.open());
    return copy.isPresent()
        ? copy
        : store
            .get(view.keys().operation(operation))
            .map(entry -> Json.read(entry.value(), Operation.class));
  }

  private void settle(UUID operation, Count count) {
    Optional<Operation> record = record(operation);
    if (record.isPresent() && record.get().open()) {
      return;
    }
    steps
        .turns()
        .alone(
            operation,
            () -> {
              if (record.map(Operation::outcome).filter(Outcome.SUCCEEDED::equals).isPresent()) {
                forget(operation, count);
              } else {
                undo(operation, count);
              }
            });
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
      if (wantedRunning(facts.task().volumeId())) {
        journal.close(started.get().ticket(), StartedBricks.STEP);
      } else {
        steps.starting().undo(started.get().ticket());
        undone = true;
      }
    }
    Optional<JournalEntry> prepared = undoable(operation, PreparedBricks.STEP);
    if (prepared.isPresent()) {
      List<BrickOrigin> origins = prepared.get().facts(PreparedBricks.class).origins();
      if (origins.stream().anyMatch(origin -> registered(origin.brick()))) {
        forget(operation, count); // it did succeed, its record is gone
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
            .filter(origin -> !registered(origin.brick()) && !dead(origin.brick().volumeId()))
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
    if (journal.of(debt.operation()).stream().noneMatch(JournalEntry::undoable)) {
      store.commit(List.of(), List.of(new Change.Delete(entry.key())));
      count.paid++;
    }
  }

  private void bury(Tombstone dead, Count count) {
    if (view.openOperations("volume/" + dead.volumeName()).isEmpty()) {
      steps.clearing().clear(dead.volumeId(), dead.bricks());
      count.cleared++;
    }
  }

  private Optional<JournalEntry> undoable(UUID operation, String step) {
    return journal.read(operation, step).filter(JournalEntry::undoable);
  }

  private boolean wantedRunning(UUID volumeId) {
    return view.volume(volumeId)
        .filter(found -> found.volume().state() == VolumeState.STARTED)
        .isPresent();
  }

  private boolean registered(Brick brick) {
    return store
        .get(view.keys().brick(settings.peer(), brick.path()))
        .map(entry -> Json.read(entry.value(), Brick.class))
        .filter(known -> known.id().equals(brick.id()))
        .isPresent();
  }

  private boolean dead(UUID volumeId) {
    return view.tombstones(settings.peer()).stream()
        .anyMatch(dead -> dead.volumeId().equals(volumeId));
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
