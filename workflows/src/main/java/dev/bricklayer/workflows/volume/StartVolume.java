package dev.bricklayer.workflows.volume;

import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Starts a volume; the implementation tells the steps and guarantees. */
@WorkflowInterface
public interface StartVolume extends OperationWorkflow {
  @WorkflowMethod(name = "StartVolume")
  OperationResult run(Ticket ticket, VolumePlan plan);
}
