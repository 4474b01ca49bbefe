package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Step;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Functions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What it takes to get back to the start. An undo is registered <em>before</em> its effect is
 * attempted, because an effect whose answer is lost has happened all the same.
 *
 * <p>{@link #undo} runs them last first, in a detached scope so that a cancelled operation is
 * undone too, goes on after one that failed, and tells of each what came of it.
 *
 * <p>The SDK's {@code io.temporal.workflow.Saga} is not used: its {@code compensate} either stops
 * at the first failed compensation and leaves the rest undone, or, with {@code continueWithError},
 * goes on but swallows every failure; and it runs in the current scope, which is cancelled exactly
 * when it is needed. An operation here must say what is left, and where.
 */
final class Rollback {
  private final Deque<Undo> undos = new ArrayDeque<>();

  private record Undo(String step, Functions.Func<List<Step>> action) {}

  /**
   * Registers the undo of a step.
   *
   * @param action undoes the step wherever it was attempted and tells the outcome of each place:
   *     {@code UNDONE}, {@code FAILED} or {@code UNREACHABLE}
   */
  void register(String step, Functions.Func<List<Step>> action) {
    undos.push(new Undo(step, action));
  }

  /**
   * Undoes everything that was registered, the last first.
   *
   * @return the outcome of each place of each step; empty when nothing had been attempted
   */
  List<Step> undo() {
    List<Step> outcomes = new ArrayList<>();
    Detached.run(
        () -> {
          while (!undos.isEmpty()) {
            outcomes.addAll(outcomes(undos.pop()));
          }
        });
    return outcomes;
  }

  private static List<Step> outcomes(Undo undo) {
    try {
      return undo.action().apply();
    } catch (TemporalFailure failure) {
      String error = Failures.read(failure).message();
      return List.of(new Step(undo.step(), null, true, Step.State.FAILED, null, null, error));
    }
  }
}
