package dev.bricklayer.api.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bricklayer.activities.operation.KeyClaim;
import dev.bricklayer.activities.operation.OperationRecords;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.KeyUse;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationRequest;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Turns requests into operations: notes the record, starts the workflow, waits for the end. The
 * workflow's id is the lock of one entity; a second change waits its turn and then answers 409 with
 * the id of the running one.
 */
public final class Operations {
  private static final ObjectMapper MAPPER = Json.newMapper();
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
  private static final Duration COPY_WAIT = Duration.ofSeconds(2);
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
   * Runs the operation, unless the caller's key has been used for it before: then that one is
   * waited for.
   *
   * @param draft checks the request and makes the operation of it; done once more when another
   *     operation had to be waited for, which may have changed what it is about
   * @param request that it came from, noted in its record
   * @return the ended record when it succeeded in time, else the open one (to be answered with
   *     202); the open one also when it is noted and the engine does not say whether it runs: it is
   *     started when the engine answers
   * @throws ClusterException when it failed: with the workflow's own code and sentence and the
   *     operation's id
   */
  public Operation run(Supplier<Submission> draft, OperationRequest request, Origin origin) {
    Caller caller = origin.caller();
    Submission submission = draft.get();
    engine.requireRoom(submission.kind());
    long epoch = engine.epoch();
    long deadline = System.nanoTime() + caller.lockWait().toNanos();
    while (true) {
      Optional<Operation> earlier = earlier(origin);
      if (earlier.isPresent()) {
        return stay(earlier.get(), caller);
      }
      if (!lockIsFree(submission, deadline)) {
        if (System.nanoTime() >= deadline) {
          throw busy(submission, caller);
        }
        submission = draft.get();
        continue;
      }
      Operation operation = drafted(submission, request, origin, epoch);
      if (!accepted(operation, origin)) {
        continue;
      }
      Start start = start(operation, submission.plan(), origin);
      if (start == Start.RUNS) {
        return stay(operation, caller);
      }
      if (start == Start.UNKNOWN) {
        return operation;
      }
      withdraw(operation, origin);
      if (System.nanoTime() >= deadline) {
        throw busy(submission, caller);
      }
      pause();
    }
  }

  /** Whether it is noted; where that is not known the error names it, for a later look. */
  private boolean accepted(Operation operation, Origin origin) {
    try {
      return records.accept(operation, origin.claim()).isPresent();
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      throw unknown(operation, e);
    }
  }

  /** What came of a start. */
  private enum Start {
    RUNS,
    /** Another operation holds the lock. */
    LOCKED,
    /** The engine did not answer: it may run; if not, it is picked up from its record. */
    UNKNOWN
  }

  private Start start(Operation operation, Object plan, Origin origin) {
    try (MDC.MDCCloseable ignored = MDC.putCloseable("operation", operation.id().toString())) {
      boolean taken = starter.start(operation, view.keys().shortId(), plan).isPresent();
      if (taken) {
        started.accept(operation);
        LOG.debug("{} is started", operation.summary());
      }
      return taken ? Start.RUNS : Start.LOCKED;
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        withdraw(operation, origin);
        throw e;
      }
      return notKnown(operation, e);
    } catch (RuntimeException e) {
      return notKnown(operation, e);
    }
  }

  private static Start notKnown(Operation operation, RuntimeException why) {
    LOG.info(
        "{} is noted as {} and starts when the engine answers: {}",
        operation.summary(),
        operation.id(),
        why.getMessage());
    LOG.debug("its start failed", why);
    return Start.UNKNOWN;
  }

  /** An error never leaves a record behind that it does not name. */
  private void withdraw(Operation operation, Origin origin) {
    try {
      records.withdraw(operation.id(), origin.claim());
    } catch (ClusterException e) {
      throw unknown(operation, e);
    }
  }

  private static ClusterException unknown(Operation operation, ClusterException e) {
    Map<String, String> fields = new TreeMap<>(e.fields());
    fields.put("operation-id", operation.id().toString());
    return new ClusterException(
        e.code(),
        e.getMessage() + "; whether operation " + operation.id() + " was noted is not known",
        fields);
  }

  /**
   * The operation that the caller's key was used for; empty without a key, and when it was not
   * used.
   *
   * @throws ClusterException {@code IDEMPOTENCY_MISMATCH} when it was used for another request,
   *     {@code CONFLICT} when the record of its operation is not kept any more
   */
  Optional<Operation> earlier(Origin origin) {
    KeyClaim claim = origin.claim();
    if (claim == null) {
      return Optional.empty();
    }
    Optional<KeyUse> use = records.uses().use(claim);
    if (use.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> facts = Map.of("operation-id", use.get().operation().toString());
    if (!use.get().fingerprint().equals(claim.fingerprint())) {
      throw new ClusterException(
          ErrorCode.IDEMPOTENCY_MISMATCH,
          "the Idempotency-Key was used for another request; a key belongs to one method, path and"
              + " body",
          facts);
    }
    OperationRecords.Noted noted =
        records
            .noted(use.get().operation())
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.CONFLICT,
                        "the Idempotency-Key was used, and the record of its operation is not kept"
                            + " any more",
                        facts));
    return Optional.of(seen(noted));
  }

  /**
   * Waits for the operation, as long as the caller wants.
   *
   * @return as {@link #run}
   * @throws ClusterException when it failed
   */
  Operation stay(Operation operation, Caller caller) {
    Operation last = operation;
    if (operation.open()) {
      if (caller.async()) {
        return operation;
      }
      last = awaited(operation);
    }
    if (last.open() || last.outcome() == Outcome.SUCCEEDED) {
      return last;
    }
    throw failure(last);
  }

  /** A node that is stopped meanwhile tells of the open operation: it goes on. */
  private Operation awaited(Operation operation) {
    Optional<Operation> ended;
    try {
      ended = waits.await(operation.id(), syncLimit);
    } catch (ClusterException stopped) {
      return operation;
    }
    return ended.orElseGet(() -> still(operation));
  }

  /** The operation that another request began, unless that one gave up because of a lock. */
  private Operation still(Operation operation) {
    try {
      if (records.noted(operation.id()).isPresent()) {
        return operation;
      }
    } catch (ClusterException unknown) {
      return operation;
    }
    throw new ClusterException(
        ErrorCode.OPERATION_IN_PROGRESS,
        "could not obtain lock: another conflicting transaction may be in progress");
  }

  /** The operation, also one that another node has noted this moment. */
  Optional<Operation> find(UUID id) {
    Optional<Operation> known = view.operation(id);
    return known.isPresent() ? known : records.noted(id).map(this::seen);
  }

  private Operation seen(OperationRecords.Noted noted) {
    view.awaitRevision(noted.revision(), COPY_WAIT);
    return noted.operation();
  }

  /** Undoes operations that are not committed yet. */
  Cancellations cancellations() {
    return new Cancellations(this, records, engine, waits, syncLimit);
  }

  /** Starts the workflow of a record that nobody started, or that was lost with the engine. */
  void startAgain(Operation operation) {
    starter.start(operation, view.keys().shortId(), WorkflowStarter.plan(operation));
  }

  /**
   * The operation with its steps and debts; those of a running one come from the engine, or are
   * missing while it is away.
   */
  OperationInfo info(Operation operation) {
    String history = engine.history(operation.workflowId(), "");
    List<Debt> debts =
        view.debts().stream().filter(debt -> debt.operation().equals(operation.id())).toList();
    List<OperationInfo.StepInfo> steps =
        operation.open()
            ? new LiveSteps(view).of(engine.facts(operation))
            : operation.steps().stream().map(OperationInfo.StepInfo::of).toList();
    return OperationInfo.of(
        operation, steps, Percent.of(operation, steps, view.keys().shortId()), debts, history);
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

  /** Whether no operation holds the lock; waits for the end of one that does. */
  private boolean lockIsFree(Submission submission, long deadline) {
    Optional<Operation> running = view.openOperations(submission.subject()).stream().findFirst();
    running.ifPresent(
        holder ->
            waits.await(holder.id(), Duration.ofNanos(Math.max(1, deadline - System.nanoTime()))));
    return running.isEmpty();
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

  private Operation drafted(
      Submission submission, OperationRequest request, Origin origin, long epoch) {
    ObjectNode plan = MAPPER.createObjectNode();
    plan.set("plan", MAPPER.valueToTree(submission.plan()));
    if (submission.secret() != null) {
      plan.set("auth", submission.secret());
    }
    return new Operation(
        UUID.randomUUID(),
        submission.kind(),
        submission.subject(),
        submission.entity(),
        submission.summary(),
        OperationState.ACCEPTED,
        epoch,
        1,
        origin.caller().initiator(),
        origin.caller().requestId(),
        view.keys().shortId() + "/" + submission.subject(),
        null,
        clock.instant(),
        null,
        null,
        null,
        0,
        List.of(),
        plan,
        request,
        origin.retryOf());
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
