package dev.bricklayer.workflows.peer;

import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Adds a peer; the implementation tells the steps and guarantees. */
@WorkflowInterface
public interface AddPeer extends OperationWorkflow {
  @WorkflowMethod(name = "AddPeer")
  OperationResult run(Ticket ticket, AddPeerPlan plan);
}
