package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Step;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import java.util.List;

/** What every operation's workflow answers while it runs. */
public interface OperationWorkflow {
  /** The steps so far, in the order in which they began; undo steps follow the steps they undo. */
  @QueryMethod
  List<Step> steps();

  /**
   * Cancels the operation, and answers when it is decided whether that came in time.
   *
   * <p>This and not the engine's own cancellation: that one is heeded too, but the engine then
   * answers "cancelled" however the workflow ended, and only the operation's record tells the
   * outcome.
   *
   * @return true when it is rolled back, false when it had been committed and goes on to its goal
   */
  @UpdateMethod
  boolean cancel();
}
