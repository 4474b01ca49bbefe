package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.Async;
import java.util.List;

/**
 * Stops a volume.
 *
 * <ol>
 *   <li>begin: the operation may go on. No node is needed for it.
 *   <li>commit: the volume is stopped; from here on no node starts a brick of it.
 *   <li>stop: the nodes that are there stop their bricks and wait until they are gone.
 * </ol>
 *
 * <p>After a success no brick runs on any node that was reached; one that is away stops its bricks
 * when it returns, and its step says {@code UNREACHABLE}. After a failure, which can only be one of
 * the commit, nothing has changed.
 *
 * <p>A cancellation counts until the commit.
 */
public final class StopVolumeImpl implements StopVolume {
  private final OperationRun operation;

  public StopVolumeImpl(OperationRun operation) {
    this.operation = operation;
  }

  @Override
  public OperationResult run(Ticket ticket, VolumePlan plan) {
    List<NodeBricks> nodes = NodeBricks.of(ticket, plan);
    return operation.run(
        ticket,
        steps -> {
          steps.begin(List.of());
          steps.commit(VolumeCommits.class, commits -> commits.stop(ticket, plan));
          steps.convergeNodes(
              "stop",
              BrickActivities.class,
              nodes,
              (node, bricks) -> Async.procedure(node::stop, bricks));
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
