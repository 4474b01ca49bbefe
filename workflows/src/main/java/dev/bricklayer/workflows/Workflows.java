package dev.bricklayer.workflows;

import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.EngineRun;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.operation.PlannedStep;
import dev.bricklayer.workflows.operation.RehearsedRun;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeer;
import dev.bricklayer.workflows.peer.AddPeerImpl;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeer;
import dev.bricklayer.workflows.peer.RemovePeerImpl;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import dev.bricklayer.workflows.volume.CreateVolume;
import dev.bricklayer.workflows.volume.CreateVolumeImpl;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.DeleteVolume;
import dev.bricklayer.workflows.volume.DeleteVolumeImpl;
import dev.bricklayer.workflows.volume.StartVolume;
import dev.bricklayer.workflows.volume.StartVolumeImpl;
import dev.bricklayer.workflows.volume.StopVolume;
import dev.bricklayer.workflows.volume.StopVolumeImpl;
import dev.bricklayer.workflows.volume.VolumePlan;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.function.Function;

/**
 * All workflows. What is not listed here runs on no worker, and what is listed is swept by tests.
 */
public final class Workflows {
  public static final List<Entry<?, ?>> ALL =
      List.of(
          new Entry<>(
              OperationKind.CREATE_VOLUME,
              CreateVolume.class,
              CreateVolumePlan.class,
              CreateVolumeImpl::new,
              CreateVolume::run),
          new Entry<>(
              OperationKind.START_VOLUME,
              StartVolume.class,
              VolumePlan.class,
              StartVolumeImpl::new,
              StartVolume::run),
          new Entry<>(
              OperationKind.STOP_VOLUME,
              StopVolume.class,
              VolumePlan.class,
              StopVolumeImpl::new,
              StopVolume::run),
          new Entry<>(
              OperationKind.DELETE_VOLUME,
              DeleteVolume.class,
              VolumePlan.class,
              DeleteVolumeImpl::new,
              DeleteVolume::run),
          new Entry<>(
              OperationKind.ADD_PEER,
              AddPeer.class,
              AddPeerPlan.class,
              AddPeerImpl::new,
              AddPeer::run),
          new Entry<>(
              OperationKind.REMOVE_PEER,
              RemovePeer.class,
              RemovePeerPlan.class,
              RemovePeerImpl::new,
              RemovePeer::run));

  private Workflows() {}

  /** Registers all workflows with the worker of a cluster's queue. */
  public static void register(Worker worker, ActivityPolicies policies) {
    ALL.forEach(entry -> entry.register(worker, policies));
  }

  /**
   * The steps that an operation would take, told by its workflow itself; nothing is done.
   *
   * @param plan the workflow's plan, or any value that becomes it by way of JSON
   */
  public static List<PlannedStep> rehearse(Ticket ticket, Object plan) {
    return ALL.stream()
        .filter(entry -> entry.kind() == ticket.kind())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no workflow for " + ticket.kind()))
        .rehearse(ticket, plan);
  }

  /** Runs a workflow's one method. */
  public interface Method<W, P> {
    OperationResult run(W workflow, Ticket ticket, P plan);
  }

  /**
   * A workflow.
   *
   * @param implementation makes the instance of one run
   */
  public record Entry<W extends OperationWorkflow, P>(
      OperationKind kind,
      Class<W> type,
      Class<P> plan,
      Function<OperationRun, W> implementation,
      Method<W, P> method) {

    /** The instance of one run in the engine. */
    public W in(ActivityPolicies policies) {
      return implementation.apply(new EngineRun(policies));
    }

    private void register(Worker worker, ActivityPolicies policies) {
      worker.registerWorkflowImplementationFactory(type, () -> in(policies));
    }

    private List<PlannedStep> rehearse(Ticket ticket, Object any) {
      RehearsedRun rehearsal = new RehearsedRun();
      P typed = plan.isInstance(any) ? plan.cast(any) : Json.read(Json.write(any), plan);
      method.run(implementation.apply(rehearsal), ticket, typed);
      return rehearsal.planned();
    }
  }
}
