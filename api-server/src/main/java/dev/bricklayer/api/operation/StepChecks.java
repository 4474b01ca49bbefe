package dev.bricklayer.api.operation;

import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.workflows.operation.PlannedStep;
import java.util.List;

/** Has what a step needs looked at where the step would run, changing nothing. */
public interface StepChecks {
  /**
   * Why the step would be refused; empty when it would not.
   *
   * @throws dev.bricklayer.config.error.ClusterException when that cannot be told: the node does
   *     not answer in some seconds
   */
  List<OperationError> refusals(PlannedStep step);
}
