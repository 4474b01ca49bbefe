package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.Async;
import java.util.List;

/**
 * Deletes a volume that is not started.
 *
 * <ol>
 *   <li>begin: the operation may go on. No node is needed for it.
 *   <li>commit: the volume and its bricks are gone from the configuration; a tombstone for each
 *       node says what it must still clear.
 *   <li>clear: the nodes that are there stop what may still run, give the paths back and confirm
 *       their tombstones.
 * </ol>
 *
 * <p>After a success the volume is gone, and its bricks are refused for good; on each node that was
 * reached an empty brick is as it was before the volume and one with data keeps the data. A node
 * that is away clears its bricks when it returns, its step says {@code UNREACHABLE}, and its
 * tombstone stays until then. After a failure, which can only be one of the commit, nothing has
 * changed.
 *
 * <p>A cancellation counts until the commit.
 */
public final class DeleteVolumeImpl implements DeleteVolume {
  private final OperationRun operation;

  public DeleteVolumeImpl(OperationRun operation) {
    this.operation = operation;
  }

  @Override
  public OperationResult run(Ticket ticket, VolumePlan plan) {
    List<NodeBricks> nodes = NodeBricks.of(ticket, plan);
    return operation.run(
        ticket,
        steps -> {
          steps.begin(List.of());
          steps.commit(VolumeCommits.class, commits -> commits.delete(ticket, plan));
          steps.convergeNodes(
              "clear",
              BrickActivities.class,
              nodes,
              (node, bricks) -> Async.procedure(node::clear, bricks));
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
