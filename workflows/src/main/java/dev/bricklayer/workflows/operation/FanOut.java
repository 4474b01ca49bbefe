package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Step;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One step in several places at once, at most {@value #AT_ONCE} of them at a time.
 *
 * <p>It waits until every part that was started has ended. After a failure no further part is
 * started; the others get a moment and are then cancelled, unless the step goes on regardless.
 */
final class FanOut {
  static final int AT_ONCE = 16;

  private final StepLog log;
  private final String step;
  private final boolean undo;
  private final @Nullable Duration stragglers;
  private final List<Part> parts = new ArrayList<>();

  /**
   * @param undo whether it undoes that step
   * @param stragglers how long the others may take after one failed; null to let all come to their
   *     end
   */
  FanOut(StepLog log, String step, boolean undo, @Nullable Duration stragglers) {
    this.log = log;
    this.step = step;
    this.undo = undo;
    this.stragglers = stragglers;
  }

  /** Where a part of the step runs, and what starts it. */
  record Place(UUID peer, String host, Functions.Func<Promise<Void>> start) {}

  /** Runs the step in these places; never throws what an activity threw. */
  List<Part> run(List<Place> places) {
    for (Place place : places) {
      await(() -> running() < AT_ONCE || givesUp());
      if (givesUp()) {
        break;
      }
      start(place);
    }
    await(() -> running() == 0 || givesUp());
    if (running() > 0 && stragglers != null) {
      await(stragglers, () -> running() == 0);
      parts.forEach(Part::cancel);
      await(() -> running() == 0);
    }
    return parts;
  }

  /** The parts that were started so far, in the order of their places. */
  List<Part> parts() {
    return parts;
  }

  private void start(Place place) {
    Part part = new Part(place);
    parts.add(part);
    part.scope.run();
  }

  private long running() {
    return parts.stream().filter(part -> !part.ended).count();
  }

  private boolean givesUp() {
    return stragglers != null && parts.stream().anyMatch(part -> part.error != null);
  }

  /** Parts end by themselves when the operation is cancelled; the wait for them must not. */
  private static void await(Supplier<Boolean> condition) {
    Detached.run(() -> Workflow.await(condition));
  }

  private static void await(Duration atMost, Supplier<Boolean> condition) {
    Detached.run(() -> Workflow.await(atMost, condition));
  }

  /** The step in one place. */
  final class Part {
    private final Place place;
    private final StepLog.Entry entry;
    private final CancellationScope scope;
    private boolean ended;
    private boolean neverRan;
    private @Nullable OperationError error;

    private Part(Place place) {
      this.place = place;
      this.entry = log.begin(step, place.peer(), undo);
      this.scope = Workflow.newCancellationScope(this::attempt);
    }

    Place place() {
      return place;
    }

    /** Why it failed; null when it did not. */
    @Nullable OperationError error() {
      return error;
    }

    /** Whether it is known to have had no effect. */
    boolean neverRan() {
      return neverRan;
    }

    Step step() {
      return entry.step();
    }

    private void attempt() {
      try {
        place.start().apply().handle(this::ended);
      } catch (TemporalFailure failure) {
        ended(null, failure);
      }
    }

    private @Nullable Void ended(@Nullable Void nothing, @Nullable RuntimeException failure) {
      ended = true;
      if (failure == null) {
        entry.end(undo ? Step.State.UNDONE : Step.State.DONE, null);
        return null;
      }
      error = Failures.read(failure);
      neverRan = Failures.neverRan(failure);
      entry.end(
          error.code() == ErrorCode.NODE_UNREACHABLE ? Step.State.UNREACHABLE : Step.State.FAILED,
          error.message());
      return null;
    }

    private void cancel() {
      if (!ended) {
        scope.cancel("another node's part of the step failed");
      }
    }
  }
}
