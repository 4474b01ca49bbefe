package dev.bricklayer.api.operation;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.workflows.operation.TaskQueues;
import dev.bricklayer.workflows.operation.Ticket;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes.Builder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts workflows in the cluster's engine. */
final class EngineWorkflowStarter implements WorkflowStarter {
  private static final Duration START_WITHIN = Duration.ofSeconds(10);
  private static final Duration TASK_TIMEOUT = Duration.ofSeconds(5);

  /**
   * By these the engine says that it has not started it and will not. Not by {@code NOT_FOUND}: an
   * engine that has just begun does not know its namespace for a moment.
   */
  private static final Set<io.grpc.Status.Code> REFUSALS =
      EnumSet.of(
          io.grpc.Status.Code.INVALID_ARGUMENT,
          io.grpc.Status.Code.PERMISSION_DENIED,
          io.grpc.Status.Code.UNAUTHENTICATED,
          io.grpc.Status.Code.UNIMPLEMENTED);

  private final EngineAccess engine;

  EngineWorkflowStarter(EngineAccess engine) {
    this.engine = engine;
  }

  @Override
  public Optional<String> start(Operation operation, String cluster, Object plan) {
    WorkflowClient client = engine.client();
    WorkflowStub workflow =
        client.newUntypedWorkflowStub(operation.kind().workflow(), options(operation, cluster));
    Ticket ticket =
        new Ticket(operation.id(), operation.kind(), cluster, operation.epoch(), operation.level());
    try {
      return Optional.of(
          EngineCalls.within(START_WITHIN, () -> workflow.start(ticket, plan).getRunId()));
    } catch (WorkflowExecutionAlreadyStarted e) {
      return Optional.empty();
    } catch (WorkflowException | StatusRuntimeException e) {
      io.grpc.Status.Code answer = EngineCalls.status(e);
      if (answer == io.grpc.Status.Code.ALREADY_EXISTS) {
        return Optional.empty();
      }
      if (REFUSALS.contains(answer)) {
        throw new ClusterException(
            ErrorCode.INTERNAL,
            "the workflow engine refuses the operation: " + EngineCalls.words(e),
            Map.of("reason", answer.name()),
            e);
      }
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "the workflow engine does not answer; the operation is noted and starts when it does",
          Map.of("operation-id", operation.id().toString()),
          e);
    }
  }

  private static WorkflowOptions options(Operation operation, String cluster) {
    Builder attributes =
        io.temporal.common.SearchAttributes.newBuilder()
            .set(SearchAttributes.OPERATION, operation.id().toString())
            .set(SearchAttributes.INITIATOR, operation.initiator());
    if (operation.subject().startsWith("volume/")) {
      attributes.set(SearchAttributes.VOLUME, operation.entity());
    } else {
      attributes.set(SearchAttributes.PEER, operation.entity());
    }
    return WorkflowOptions.newBuilder()
        .setWorkflowId(operation.workflowId())
        .setTaskQueue(TaskQueues.cluster(cluster))
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowTaskTimeout(TASK_TIMEOUT)
        .setTypedSearchAttributes(attributes.build())
        .setStaticSummary(operation.summary())
        .setStaticDetails("requested by " + operation.initiator())
        .setMemo(
            Map.of("request-id", operation.requestId(), "operation", operation.id().toString()))
        .setDisableEagerExecution(false)
        .build();
  }
}
