package dev.bricklayer.api.operation;

import dev.bricklayer.config.operation.Operation;
import io.temporal.client.WorkflowClient;

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
   * The engine's current epoch, for a new operation; asks the engine for a sign of life unless it
   * is known to be connected.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when the engine does
   *     not answer: nothing is to be noted then
   * @throws dev.bricklayer.config.error.ClusterException {@code OPERATION_IN_PROGRESS} while this
   *     node is joining another cluster
   */
  long epoch();

  /**
   * Refuses an operation that the configuration store has no room for.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE}
   */
  default void requireRoom(dev.bricklayer.config.operation.OperationKind kind) {}

  /**
   * What the engine tells of a running operation; nothing when it does not answer within a second,
   * and when it does not run that one. Never fails and starts no engine.
   */
  EngineFacts facts(Operation operation);

  /**
   * Cancels a running operation, and waits some seconds until it is decided whether that came in
   * time.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when the engine does
   *     not answer; whether the operation is cancelled is unknown then
   */
  Cancellation cancel(Operation operation);

  /** What came of a cancellation. */
  enum Cancellation {
    /** It is rolled back. */
    IN_TIME,
    /** It had been committed, and goes on to its goal. */
    TOO_LATE,
    /** The engine does not run it. */
    NOT_RUNNING
  }

  /** The address of one workflow's history in the engine's UI, empty when the UI is off. */
  String history(String workflowId, String runId);
}
