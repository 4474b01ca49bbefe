package dev.bricklayer.workflows.sweep;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation of one operation, asked for by one of its own activities.
 *
 * <p>The in-memory engine loses a workflow's task that cancels an activity which ends in the same
 * instant. So no activity answers between the request and the moment when it was heeded.
 */
final class Cancellation {
  private static final long ENOUGH_MILLIS = 10_000;

  private final TestWorkflowEnvironment environment;
  private final WorkflowStub workflow;
  private final CompletableFuture<@Nullable Boolean> answer = new CompletableFuture<>();
  private volatile boolean requested;

  Cancellation(TestWorkflowEnvironment environment, WorkflowStub workflow) {
    this.environment = environment;
    this.workflow = workflow;
  }

  /** Asks the operation to cancel itself; from an activity, when it is the only one that runs. */
  void ask(boolean alone) {
    begin(alone);
    CompletableFuture.runAsync(() -> answer.complete(update()));
  }

  /** Cancels the workflow in the engine's own way. */
  void cancelInTheEngine(boolean alone) {
    begin(alone);
    workflow.cancel();
    CompletableFuture.runAsync(
        () -> {
          await(() -> count(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED) > 0);
          answer.complete(null);
        });
  }

  /** Waits until the cancellation was heeded, if there is one; before an activity answers. */
  void settle() {
    if (requested) {
      try {
        answer.get(ENOUGH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (Exception late) {
        requested = false;
      }
    }
  }

  /** What the operation said; null when it was not asked, or had ended. */
  @Nullable Boolean answer() {
    try {
      return requested ? answer.get(ENOUGH_MILLIS, TimeUnit.MILLISECONDS) : answer.getNow(null);
    } catch (Exception none) {
      return null;
    }
  }

  private void begin(boolean alone) {
    if (alone) {
      await(
          () ->
              count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                  <= 1 + count(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED));
    }
    requested = true;
  }

  private @Nullable Boolean update() {
    try {
      return workflow.update("cancel", Boolean.class);
    } catch (WorkflowException ended) {
      return null;
    }
  }

  private long count(EventType type) {
    return environment
        .getWorkflowExecutionHistory(Objects.requireNonNull(workflow.getExecution()))
        .getEvents()
        .stream()
        .filter(event -> event.getEventType() == type)
        .count();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ENOUGH_MILLIS);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
