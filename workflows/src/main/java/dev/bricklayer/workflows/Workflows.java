package dev.bricklayer.workflows;

import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import dev.bricklayer.workflows.peer.AddPeer;
import dev.bricklayer.workflows.peer.AddPeerImpl;
import dev.bricklayer.workflows.peer.RemovePeer;
import dev.bricklayer.workflows.peer.RemovePeerImpl;
import dev.bricklayer.workflows.volume.CreateVolume;
import dev.bricklayer.workflows.volume.CreateVolumeImpl;
import dev.bricklayer.workflows.volume.DeleteVolume;
import dev.bricklayer.workflows.volume.DeleteVolumeImpl;
import dev.bricklayer.workflows.volume.StartVolume;
import dev.bricklayer.workflows.volume.StartVolumeImpl;
import dev.bricklayer.workflows.volume.StopVolume;
import dev.bricklayer.workflows.volume.StopVolumeImpl;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.function.Function;

/**
 * All workflows. What is not listed here runs on no worker, and what is listed is swept by tests.
 */
public final class Workflows {
  public static final List<Entry<?>> ALL =
      List.of(
          new Entry<>(OperationKind.CREATE_VOLUME, CreateVolume.class, CreateVolumeImpl::new),
          new Entry<>(OperationKind.START_VOLUME, StartVolume.class, StartVolumeImpl::new),
          new Entry<>(OperationKind.STOP_VOLUME, StopVolume.class, StopVolumeImpl::new),
          new Entry<>(OperationKind.DELETE_VOLUME, DeleteVolume.class, DeleteVolumeImpl::new),
          new Entry<>(OperationKind.ADD_PEER, AddPeer.class, AddPeerImpl::new),
          new Entry<>(OperationKind.REMOVE_PEER, RemovePeer.class, RemovePeerImpl::new));

  private Workflows() {}

  /** Registers all workflows with the worker of a cluster's queue. */
  public static void register(Worker worker, ActivityPolicies policies) {
    ALL.forEach(entry -> entry.register(worker, policies));
  }

  /**
   * A workflow.
   *
   * @param implementation makes the instance of one run
   */
  public record Entry<W extends OperationWorkflow>(
      OperationKind kind, Class<W> type, Function<ActivityPolicies, W> implementation) {
    private void register(Worker worker, ActivityPolicies policies) {
      worker.registerWorkflowImplementationFactory(type, () -> implementation.apply(policies));
    }
  }
}
