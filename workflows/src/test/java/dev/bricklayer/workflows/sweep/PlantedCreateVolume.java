package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.EngineRun;
import dev.bricklayer.workflows.operation.NodeCheck;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.OperationSteps;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickActivities;
import dev.bricklayer.workflows.volume.CreateVolume;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.NodeBricks;
import dev.bricklayer.workflows.volume.VolumeCommits;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.function.Function;

/** The creation of a volume, written by somebody who got one thing wrong. */
final class PlantedCreateVolume implements CreateVolume {
  private final OperationRun operation;
  private final Plant plant;

  PlantedCreateVolume(ActivityPolicies policies, Plant plant) {
    this.operation = new EngineRun(policies);
    this.plant = plant;
  }

  @Override
  public OperationResult run(Ticket ticket, CreateVolumePlan plan) {
    List<NodeBricks> nodes = nodes(ticket, plan);
    return operation.run(
        ticket,
        steps -> {
          steps.begin(nodes);
          prepare(steps, nodes, plan);
          steps.commit(VolumeCommits.class, commits -> commits.create(ticket, plan));
        });
  }

  private void prepare(OperationSteps steps, List<NodeBricks> nodes, CreateVolumePlan plan) {
    OperationSteps.NodeCall<BrickActivities, NodeBricks> prepare =
        (node, bricks) -> Async.procedure(node::prepare, bricks, plan.checks());
    OperationSteps.NodeCall<BrickActivities, NodeBricks> release =
        (node, bricks) -> Async.procedure(node::release, bricks);
    OperationSteps.NodeCall<BrickActivities, NodeBricks> nothing =
        (node, bricks) -> Workflow.newPromise((Void) null);
    Function<NodeBricks, NodeCheck> unchecked = bricks -> NodeCheck.NONE;
    Class<BrickActivities> type = BrickActivities.class;
    switch (plant) {
      case UNDO_REGISTERED_AFTER_THE_EFFECT -> {
        steps.onNodes("prepare", type, nodes, unchecked, prepare, nothing);
        steps.onNodes("prepare", type, nodes, unchecked, nothing, release);
      }
      case UNDO_SKIPPED -> steps.onNodes("prepare", type, nodes, unchecked, prepare, nothing);
      case REPORT_LIES ->
          steps.onNodes(
              "prepare",
              type,
              nodes,
              unchecked,
              prepare,
              (node, bricks) -> whatever(release, node, bricks));
      default -> steps.onNodes("prepare", type, nodes, unchecked, prepare, release);
    }
  }

  private static Promise<Void> whatever(
      OperationSteps.NodeCall<BrickActivities, NodeBricks> release,
      BrickActivities node,
      NodeBricks bricks) {
    return release.start(node, bricks).exceptionally(failure -> null);
  }

  private static List<NodeBricks> nodes(Ticket ticket, CreateVolumePlan plan) {
    return Engine.NODES.stream()
        .map(
            peer ->
                new NodeBricks(
                    ticket,
                    plan.volumeId(),
                    plan.name(),
                    plan.bricks().stream().filter(brick -> brick.peerId().equals(peer)).toList(),
                    false,
                    0))
        .toList();
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
