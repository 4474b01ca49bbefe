package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Step;
import io.temporal.workflow.Functions;
import java.util.List;

/**
 * The frame that a workflow's steps run in. {@link EngineRun} runs them; {@link RehearsedRun} only
 * tells them.
 */
public interface OperationRun {
  /** Runs an operation to its end. */
  OperationResult run(Ticket ticket, Functions.Proc1<OperationSteps> body);

  /** The steps so far. */
  List<Step> steps();

  /**
   * Cancels the operation, and waits until it is decided whether that came in time.
   *
   * @return whether the operation is rolled back
   */
  boolean cancel();
}
