package dev.bricklayer.workflows.peer;

import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Removes a peer; the implementation tells the steps and guarantees. */
@WorkflowInterface
public interface RemovePeer extends OperationWorkflow {
  @WorkflowMethod(name = "RemovePeer")
  OperationResult run(Ticket ticket, RemovePeerPlan plan);
}
