package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.Async;
import java.util.List;

/**
 * Starts a volume.
 *
 * <ol>
 *   <li>begin: the agents of all nodes with a brick are alive, else nothing is done.
 *   <li>start: each node starts those of its bricks that do not run, and waits until they have
 *       signed in. Undo: the node stops those that it started.
 *   <li>commit: the volume is started; from here on the nodes keep its bricks running.
 * </ol>
 *
 * <p>After a success every brick has signed in. After a failure or a cancellation the volume is as
 * it was, and so are its processes on every node that was reached; a node that was not reached has
 * a debt and pays it when it returns.
 *
 * <p>Not undone: what clients that were quick wrote to bricks that were up for a moment.
 */
public final class StartVolumeImpl implements StartVolume {
  private final OperationRun operation;

  public StartVolumeImpl(OperationRun operation) {
    this.operation = operation;
  }

  @Override
  public OperationResult run(Ticket ticket, VolumePlan plan) {
    List<NodeBricks> nodes = NodeBricks.of(ticket, plan);
    return operation.run(
        ticket,
        steps -> {
          steps.begin(nodes);
          steps.onNodes(
              "start",
              BrickActivities.class,
              nodes,
              StartCheck::new,
              (node, bricks) -> Async.procedure(node::start, bricks),
              (node, bricks) -> Async.procedure(node::undoStart, bricks));
          steps.commit(VolumeCommits.class, commits -> commits.start(ticket, plan));
        });
  }

  @Override
  public List<Step> steps() {
    return operation.steps();
  }

  @Override
  public boolean cancel() {
    return operation.cancel();
  }
}
