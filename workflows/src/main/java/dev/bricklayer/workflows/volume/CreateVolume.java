package dev.bricklayer.workflows.volume;

import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Creates a volume from given bricks; the implementation tells the steps and guarantees. */
@WorkflowInterface
public interface CreateVolume extends OperationWorkflow {
  @WorkflowMethod(name = "CreateVolume")
  OperationResult run(Ticket ticket, CreateVolumePlan plan);
}
