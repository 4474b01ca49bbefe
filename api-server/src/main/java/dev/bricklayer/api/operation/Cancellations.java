package dev.bricklayer.api.operation;

import dev.bricklayer.activities.operation.OperationRecords;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Undoes operations that are not committed yet, and says why where it is too late. */
final class Cancellations {
  private static final Duration COPY_WAIT = Duration.ofSeconds(2);

  private final Operations operations;
  private final OperationRecords records;
  private final EngineAccess engine;
  private final OperationWaits waits;
  private final Duration syncLimit;

  Cancellations(
      Operations operations,
      OperationRecords records,
      EngineAccess engine,
      OperationWaits waits,
      Duration syncLimit) {
    this.operations = operations;
    this.records = records;
    this.engine = engine;
    this.waits = waits;
    this.syncLimit = syncLimit;
  }

  /**
   * Has an operation undone that is not committed yet.
   *
   * @return its record: ended, or open when the roll-back takes longer than the caller waits
   * @throws ClusterException {@code CONFLICT} with the reason when it is committed or has ended;
   *     with a key that was used for the same before, an operation that has been undone is success
   */
  Operation cancel(UUID id, Origin origin) {
    boolean before = operations.earlier(origin).isPresent();
    Operation operation = noted(id);
    if (!before && origin.claim() != null && operation.open()) {
      records.uses().note(origin.claim(), id);
    }
    refuseLate(operation, before);
    if (operation.state() == OperationState.ACCEPTED) {
      EngineAccess.Cancellation came = cancelRunning(operation);
      if (came == EngineAccess.Cancellation.TOO_LATE) {
        throw tooLate(operation);
      }
      operation = noted(id);
      refuseLate(operation, /* again= */ true); // its end may have come first
    }
    if (origin.caller().async() && operation.open()) {
      return operation;
    }
    Operation last = waits.await(id, operation.open() ? syncLimit : COPY_WAIT).orElse(operation);
    refuseLate(last, /* again= */ true);
    return last;
  }

  /**
   * The operation as it is, if it can be cancelled now.
   *
   * @throws ClusterException as {@link #cancel}
   */
  Operation cancellable(UUID id) {
    Operation operation = noted(id);
    refuseLate(operation, /* again= */ false);
    return operation;
  }

  private EngineAccess.Cancellation cancelRunning(Operation operation) {
    EngineAccess.Cancellation came = engine.cancel(operation);
    if (came != EngineAccess.Cancellation.NOT_RUNNING) {
      return came;
    }
    Operation now = noted(operation.id());
    if (now.state() != OperationState.ACCEPTED) {
      return now.state() == OperationState.COMMITTED
          ? EngineAccess.Cancellation.TOO_LATE
          : EngineAccess.Cancellation.IN_TIME;
    }
    // nobody runs it: its workflow undoes what an earlier run of it may have done
    operations.startAgain(now);
    came = engine.cancel(now);
    if (came == EngineAccess.Cancellation.NOT_RUNNING) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "the operation waits for its workflow to be started; try again in a moment",
          Map.of("operation-id", operation.id().toString(), "retry-after", "2"));
    }
    return came;
  }

  private static void refuseLate(Operation operation, boolean again) {
    if (operation.state() == OperationState.COMMITTED) {
      throw tooLate(operation);
    }
    Outcome outcome = operation.outcome();
    if (outcome != null && (!again || outcome == Outcome.SUCCEEDED)) {
      throw new ClusterException(
          ErrorCode.CONFLICT,
          "the operation has ended already and cannot be cancelled",
          Map.of("operation-id", operation.id().toString(), "outcome", outcome.name()));
    }
  }

  private static ClusterException tooLate(Operation operation) {
    return new ClusterException(
        ErrorCode.CONFLICT,
        "the operation is committed and goes on to its goal; it cannot be cancelled any more",
        Map.of("operation-id", operation.id().toString(), "state", "COMMITTED"));
  }

  /** The record as the store has it now. */
  private Operation noted(UUID id) {
    return records
        .noted(id)
        .map(OperationRecords.Noted::operation)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.OPERATION_NOT_FOUND,
                    "operation not found",
                    Map.of("operation-id", id.toString())));
  }
}
