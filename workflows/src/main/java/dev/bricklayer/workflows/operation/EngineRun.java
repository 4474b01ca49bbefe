package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The frame of every operation in the engine: runs its steps, rolls back when one fails, and ends
 * the operation's record.
 *
 * <ol>
 *   <li>The workflow's own steps, {@link OperationSteps}, with the commit among them.
 *   <li>A failure or a cancellation before the commit: what was done is undone, {@link Rollback}.
 *   <li>The record is ended with the outcome, the error, all steps, and a debt for each node on
 *       which something could not be undone.
 * </ol>
 *
 * <p>The workflow fails with an {@link ApplicationFailure}: its type is the {@link ErrorCode}'s
 * name, its message names node and step, its details are the map of facts and the list of undo
 * steps. A record that cannot be turned to UNDOING (a newer engine has taken over) is left alone,
 * and so is everything that was done: the newer engine goes on with it.
 */
public final class EngineRun implements OperationRun {
  private static final Logger LOG = Workflow.getLogger(EngineRun.class);

  private final ActivityPolicies policies;
  private final StepLog log = new StepLog();
  private @Nullable EngineSteps running;
  private @Nullable CancellationScope scope;

  public EngineRun(ActivityPolicies policies) {
    this.policies = policies;
  }

  @Override
  public OperationResult run(Ticket ticket, Functions.Proc1<OperationSteps> body) {
    Rollback rollback = new Rollback();
    EngineSteps steps = new EngineSteps(ticket, policies, log, rollback);
    CancellationScope cancellable = Workflow.newCancellationScope(() -> body.apply(steps));
    running = steps;
    scope = cancellable;
    try {
      cancellable.run();
    } catch (ApplicationFailure failure) {
      throw steps.undoing() ? rolledBack(ticket, failure, rollback.undo()) : failure;
    }
    Long ended = end(ticket, new OperationEnd(Outcome.SUCCEEDED, null, log.steps(), List.of()));
    return new OperationResult(ticket.operation(), ended == null ? steps.revision() : ended);
  }

  @Override
  public List<Step> steps() {
    return log.steps();
  }

  @Override
  public boolean cancel() {
    Workflow.await(() -> scope != null);
    if (scope == null || running == null) {
      return false;
    }
    EngineSteps steps = running;
    if (!steps.decided()) {
      scope.cancel("cancelled by its user");
      Workflow.await(steps::decided);
    }
    return steps.undoing();
  }

  private ApplicationFailure rolledBack(
      Ticket ticket, ApplicationFailure failure, List<Step> undone) {
    OperationError cause = Failures.read(failure);
    List<Debt> debts = debts(ticket, undone);
    OperationError error =
        new OperationError(cause.code(), cause.message() + left(debts), cause.fields());
    end(ticket, new OperationEnd(outcome(error, undone), error, log.steps(), debts));
    return ApplicationFailure.newNonRetryableFailure(
        error.message(), error.code().name(), error.fields(), undone);
  }

  private static Outcome outcome(OperationError error, List<Step> undone) {
    if (undone.stream().anyMatch(step -> step.state() != Step.State.UNDONE)) {
      return Outcome.PARTLY_ROLLED_BACK;
    }
    if (error.code() == ErrorCode.CANCELLED) {
      return Outcome.CANCELLED;
    }
    return undone.isEmpty() ? Outcome.FAILED : Outcome.ROLLED_BACK;
  }

  private static List<Debt> debts(Ticket ticket, List<Step> undone) {
    Map<UUID, List<String>> owed = new TreeMap<>();
    for (Step step : undone) {
      if (step.state() != Step.State.UNDONE && step.peer() != null) {
        owed.computeIfAbsent(step.peer(), peer -> new ArrayList<>()).add(step.name());
      }
    }
    Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
    return owed.entrySet().stream()
        .map(peer -> new Debt(ticket.operation(), peer.getKey(), peer.getValue(), now))
        .toList();
  }

  private static String left(List<Debt> debts) {
    StringBuilder text = new StringBuilder();
    for (Debt debt : debts) {
      text.append(text.isEmpty() ? "; not undone: " : ", ")
          .append(String.join(", ", debt.steps()))
          .append(" on peer ")
          .append(debt.peer());
    }
    return text.toString();
  }

  /** Ends the record; null when that is refused, because a newer engine will end it. */
  private @Nullable Long end(Ticket ticket, OperationEnd end) {
    OperationActivities operation =
        Workflow.newLocalActivityStub(
            OperationActivities.class, policies.decision().local("end the operation"));
    try {
      return Detached.call(() -> operation.end(ticket, end));
    } catch (TemporalFailure refused) {
      LOG.warn("the record of {} stays open", ticket.operation(), refused);
      return null;
    }
  }
}
