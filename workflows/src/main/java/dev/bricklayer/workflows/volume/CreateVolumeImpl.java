package dev.bricklayer.workflows.volume;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.Async;
import java.util.List;

/**
 * Creates a volume from given bricks.
 *
 * <ol>
 *   <li>begin: the agents of all nodes with a brick are alive, else nothing is done.
 *   <li>prepare: each node checks its paths, reserves, makes and marks them. Undo: release.
 *   <li>commit: the volume and its bricks are in the configuration, if its name and its brick paths
 *       are still free and its peers still there.
 * </ol>
 *
 * <p>After a success the volume is there, not started, and each brick is marked as its own. After a
 * failure or a cancellation nothing of the volume is in the configuration, and on every node that
 * was reached whatever was made is gone and whatever was there before is as it was; a node that was
 * not reached has a debt and pays it when it returns.
 *
 * <p>Not undone: a path that another program made on a node meanwhile.
 */
public final class CreateVolumeImpl implements CreateVolume {
  private final OperationRun operation;

  public CreateVolumeImpl(OperationRun operation) {
    this.operation = operation;
  }

  @Override
  public OperationResult run(Ticket ticket, CreateVolumePlan plan) {
    List<NodeBricks> nodes = NodeBricks.of(ticket, plan);
    return operation.run(
        ticket,
        steps -> {
          steps.begin(nodes);
          steps.onNodes(
              "prepare",
              BrickActivities.class,
              nodes,
              bricks -> new PrepareCheck(bricks, plan.checks()),
              (node, bricks) -> Async.procedure(node::prepare, bricks, plan.checks()),
              (node, bricks) -> Async.procedure(node::release, bricks));
          steps.commit(VolumeCommits.class, commits -> commits.create(ticket, plan));
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
