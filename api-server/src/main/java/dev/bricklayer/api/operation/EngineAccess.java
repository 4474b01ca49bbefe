package dev.bricklayer.api.operation;

import dev.bricklayer.config.operation.Step;
import io.temporal.client.WorkflowClient;
import java.util.List;

/** The workflow engine of the cluster that this node belongs to now. */
public interface EngineAccess {
  /**
   * A client of the engine; the embedded one is started when there is none yet.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when it cannot be had
   *     in some seconds
   */
  WorkflowClient client();

  /**
   * The engine's current epoch, for a new operation.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code OPERATION_IN_PROGRESS} while this
   *     node is joining another cluster
   */
  long epoch();

  /** The steps of a running workflow; none when it does not answer within a second. */
  List<Step> steps(String workflowId);

  /** The address of one workflow's history in the engine's UI, empty when the UI is off. */
  String history(String workflowId, String runId);
}
