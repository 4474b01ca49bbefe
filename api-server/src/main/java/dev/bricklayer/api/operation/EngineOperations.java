package dev.bricklayer.api.operation;

import com.google.protobuf.Timestamp;
import dev.bricklayer.api.operation.EngineAccess.Cancellation;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.Payloads;
import dev.bricklayer.workflows.operation.TaskQueues;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowUpdateStage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation as a reachable engine runs it. A workflow's id is the lock of an entity, so another
 * operation may run under the same id: each call makes sure that it is the one that is meant.
 */
public final class EngineOperations {
  private static final Logger LOG = LoggerFactory.getLogger(EngineOperations.class);
  private static final Duration CANCEL_WITHIN = Duration.ofSeconds(10);
  private static final Duration DESCRIBE_WITHIN = Duration.ofSeconds(3);

  private final WorkflowClient client;

  public EngineOperations(WorkflowClient client) {
    this.client = client;
  }

  /**
   * Asks for a sign of life.
   *
   * @throws ClusterException {@code UNAVAILABLE} when none comes in time
   */
  public void requireAnswer(Duration within) {
    try {
      stub(within).getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "the workflow engine does not answer ("
              + e.getStatus().getCode()
              + "); nothing was noted, the request can be made again",
          Map.of("retry-after", "2"),
          e);
    }
  }

  /** Its steps and what is pending; all that is told in time. */
  public EngineFacts facts(Operation operation, Duration within) {
    long until = System.nanoTime() + within.toNanos();
    try {
      Optional<DescribeWorkflowExecutionResponse> found = running(operation, within);
      if (found.isEmpty()) {
        return EngineFacts.NONE;
      }
      List<EngineFacts.Pending> pending =
          found.get().getPendingActivitiesList().stream().map(EngineOperations::pending).toList();
      WorkflowExecution run = found.get().getWorkflowExecutionInfo().getExecution();
      return new EngineFacts(steps(run, Duration.ofNanos(until - System.nanoTime())), pending);
    } catch (StatusRuntimeException e) {
      LOG.debug("the engine does not tell of {}", operation.id(), e);
      return EngineFacts.NONE;
    }
  }

  private List<Step> steps(WorkflowExecution run, Duration within) {
    QueryWorkflowRequest query =
        QueryWorkflowRequest.newBuilder()
            .setNamespace(namespace())
            .setExecution(run)
            .setQuery(WorkflowQuery.newBuilder().setQueryType("steps"))
            .build();
    try {
      Step[] steps =
          Payloads.CONVERTER.fromPayloads(
              0,
              Optional.of(stub(within).queryWorkflow(query).getQueryResult()),
              Step[].class,
              Step[].class);
      return steps == null ? List.of() : List.of(steps);
    } catch (StatusRuntimeException e) {
      LOG.debug("workflow {} does not tell its steps", run.getWorkflowId(), e);
      return List.of();
    }
  }

  /** Cancels it; as {@link EngineAccess#cancel}. */
  public Cancellation cancel(Operation operation) {
    try {
      Optional<DescribeWorkflowExecutionResponse> found = running(operation, DESCRIBE_WITHIN);
      if (found.isEmpty()) {
        return Cancellation.NOT_RUNNING;
      }
      WorkflowExecution run = found.get().getWorkflowExecutionInfo().getExecution();
      boolean inTime =
          EngineCalls.within(
              CANCEL_WITHIN,
              () ->
                  client
                      .newUntypedWorkflowStub(run, Optional.empty())
                      .startUpdate(
                          UpdateOptions.newBuilder(Boolean.class)
                              .setUpdateName("cancel")
                              .setUpdateId("cancel " + operation.id())
                              .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                              .build())
                      .getResult(CANCEL_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
      return inTime ? Cancellation.IN_TIME : Cancellation.TOO_LATE;
    } catch (WorkflowException e) {
      if (EngineCalls.isNotFound(e)) {
        return Cancellation.NOT_RUNNING;
      }
      throw unanswered(operation, e);
    } catch (StatusRuntimeException e) {
      throw unanswered(operation, e);
    }
  }

  private static ClusterException unanswered(Operation operation, Exception cause) {
    return new ClusterException(
        ErrorCode.UNAVAILABLE,
        "the workflow engine does not answer; whether the operation is cancelled is not known",
        Map.of("operation-id", operation.id().toString(), "retry-after", "2"),
        cause);
  }

  /**
   * Whether a workflow runs under that id, whichever operation it is of.
   *
   * @throws StatusRuntimeException when the engine does not answer in time
   */
  boolean somebodyRuns(String workflowId, Duration within) {
    return describe(workflowId, within).filter(EngineOperations::runs).isPresent();
  }

  /** The run of that very operation, while it runs. */
  private Optional<DescribeWorkflowExecutionResponse> running(
      Operation operation, Duration within) {
    return describe(operation.workflowId(), within)
        .filter(found -> runs(found) && isOf(operation, found));
  }

  private Optional<DescribeWorkflowExecutionResponse> describe(String workflowId, Duration within) {
    DescribeWorkflowExecutionRequest request =
        DescribeWorkflowExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
            .build();
    try {
      return Optional.of(stub(within).describeWorkflowExecution(request));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean runs(DescribeWorkflowExecutionResponse found) {
    return found.getWorkflowExecutionInfo().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  private static boolean isOf(Operation operation, DescribeWorkflowExecutionResponse found) {
    Payload memo = found.getWorkflowExecutionInfo().getMemo().getFieldsMap().get("operation");
    return memo != null
        && operation
            .id()
            .toString()
            .equals(Payloads.CONVERTER.fromPayload(memo, String.class, String.class));
  }

  private static EngineFacts.Pending pending(PendingActivityInfo info) {
    boolean running =
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
            || info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED;
    Instant next =
        info.hasNextAttemptScheduleTime() ? instant(info.getNextAttemptScheduleTime()) : null;
    String queue = info.getActivityOptions().getTaskQueue().getName();
    return new EngineFacts.Pending(
        info.getActivityType().getName(),
        TaskQueues.peer(queue).orElse(null),
        running ? info.getAttempt() : Math.max(0, info.getAttempt() - 1),
        running,
        info.hasLastFailure() ? info.getLastFailure().getMessage() : null,
        waitingSince(info),
        running || next == null || !next.isAfter(Instant.now()) ? null : next);
  }

  private static @Nullable Instant waitingSince(PendingActivityInfo info) {
    if (info.hasLastAttemptCompleteTime()) {
      return instant(info.getLastAttemptCompleteTime());
    }
    return info.hasScheduledTime() ? instant(info.getScheduledTime()) : null;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private WorkflowServiceBlockingStub stub(Duration within) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(Math.max(1, within.toMillis()), TimeUnit.MILLISECONDS);
  }

  private String namespace() {
    return client.getOptions().getNamespace();
  }
}
