package dev.bricklayer.api.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bricklayer.activities.operation.OperationRecords;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Turns requests into operations: notes the record, starts the workflow, waits for the end. The
 * workflow's id is the lock of one entity; a second change waits its turn and then answers 409 with
 * the id of the running one.
 */
public final class Operations {
  private static final ObjectMapper MAPPER = Json.newMapper();
  private static final Duration LOCK_POLL = Duration.ofMillis(10);

  private final ClusterView view;
  private final OperationRecords records;
  private final EngineAccess engine;
  private final WorkflowStarter starter;
  private final OperationWaits waits;
  private final Duration syncLimit;
  private final Clock clock;
  private final Consumer<Operation> started;

  /**
   * @param syncLimit how long a request waits for its operation before it answers 202; GD2's
   *     clients give up at 30 s
   * @param started told of each operation that is started here
   */
  public Operations(
      ClusterView view,
      OperationRecords records,
      EngineAccess engine,
      Duration syncLimit,
      Clock clock,
      Consumer<Operation> started) {
    this(view, records, engine, new EngineWorkflowStarter(engine), syncLimit, clock, started);
  }

  /** With another way to start workflows. */
  public Operations(
      ClusterView view,
      OperationRecords records,
      EngineAccess engine,
      WorkflowStarter starter,
      Duration syncLimit,
      Clock clock,
      Consumer<Operation> started) {
    this.view = view;
    this.records = records;
    this.engine = engine;
    this.starter = starter;
    this.waits = new OperationWaits(view);
    this.syncLimit = syncLimit;
    this.clock = clock;
    this.started = started;
    view.onChange(waits);
  }

  /**
   * Runs the operation.
   *
   * @return the ended record when it succeeded in time, else the open one (to be answered with 202)
   * @throws ClusterException when it failed: with the workflow's own code and sentence and the
   *     operation's id
   */
  public Operation run(Submission submission, Caller caller) {
    long epoch = engine.epoch();
    long deadline = System.nanoTime() + caller.lockWait().toNanos();
    while (true) {
      awaitLock(submission, deadline, caller);
      Operation operation = accept(submission, caller, epoch);
      Optional<String> run = starter.start(operation, view.keys().shortId(), submission.plan());
      if (run.isPresent()) {
        started.accept(operation);
        return caller.async() ? operation : finish(operation);
      }
      records.withdraw(operation.id());
      if (System.nanoTime() >= deadline) {
        throw busy(submission, caller);
      }
      pause();
    }
  }

  /** Starts the workflow of a record that nobody started, or that was lost with the engine. */
  void startAgain(Operation operation) {
    starter.start(operation, view.keys().shortId(), WorkflowStarter.plan(operation));
  }

  /**
   * The operation with its steps; those of a running one come from its workflow, or are missing
   * while the engine is away.
   */
  OperationInfo info(Operation operation) {
    String history = engine.history(operation.workflowId(), "");
    if (!operation.open()) {
      return OperationInfo.of(operation, history);
    }
    return OperationInfo.of(operation, engine.steps(operation.workflowId()), history);
  }

  private Operation finish(Operation operation) {
    Optional<Operation> ended = waits.await(operation.id(), syncLimit);
    if (ended.isEmpty()) {
      return operation;
    }
    if (ended.get().outcome() == Outcome.SUCCEEDED) {
      return ended.get();
    }
    throw failure(ended.get());
  }

  static ClusterException failure(Operation ended) {
    OperationError error = ended.error();
    Map<String, String> fields = new TreeMap<>();
    fields.put("operation-id", ended.id().toString());
    if (ended.outcome() != null) {
      fields.put("outcome", ended.outcome().name());
    }
    if (error == null) {
      return new ClusterException(ErrorCode.INTERNAL, "the operation failed", fields);
    }
    fields.putAll(error.fields());
    return new ClusterException(error.code(), error.message(), fields);
  }

  private void awaitLock(Submission submission, long deadline, Caller caller) {
    while (!view.openOperations(submission.subject()).isEmpty()) {
      if (System.nanoTime() >= deadline) {
        throw busy(submission, caller);
      }
      Operation running =
          view.openOperations(submission.subject()).stream().findFirst().orElse(null);
      if (running != null) {
        waits.await(running.id(), Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    }
  }

  private ClusterException busy(Submission submission, Caller caller) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("waited-seconds", Long.toString(caller.lockWait().toSeconds()));
    view.openOperations(submission.subject())
        .forEach(running -> fields.put("running-operation", running.id().toString()));
    return new ClusterException(
        ErrorCode.OPERATION_IN_PROGRESS,
        "could not obtain lock: another conflicting transaction may be in progress",
        fields);
  }

  private Operation accept(Submission submission, Caller caller, long epoch) {
    ObjectNode plan = MAPPER.createObjectNode();
    plan.set("plan", MAPPER.valueToTree(submission.plan()));
    if (submission.secret() != null) {
      plan.set("auth", submission.secret());
    }
    UUID id = UUID.randomUUID();
    Operation operation =
        new Operation(
            id,
            submission.kind(),
            submission.subject(),
            submission.entity(),
            submission.summary(),
            OperationState.ACCEPTED,
            epoch,
            1,
            caller.initiator(),
            caller.requestId(),
            view.keys().shortId() + "/" + submission.subject(),
            null,
            clock.instant(),
            null,
            null,
            null,
            0,
            List.of(),
            plan);
    records.accept(operation);
    return operation;
  }

  private static void pause() {
    try {
      Thread.sleep(LOCK_POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.UNAVAILABLE, "the node is shutting down");
    }
  }
}
