package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Step;
import io.temporal.workflow.QueryMethod;
import java.util.List;

/** What every operation's workflow answers while it runs. */
public interface OperationWorkflow {
  /** The steps so far, in the order in which they began; undo steps follow the steps they undo. */
  @QueryMethod
  List<Step> steps();
}
