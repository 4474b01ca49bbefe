package dev.bricklayer.config.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record {@code operations/<id>} of an operation, written before its workflow starts and kept
 * after it ended.
 *
 * @param subject the workflow id's last parts, which are the lock: {@code volume/<name>} or {@code
 *     cluster}
 * @param entity the volume's name or the peer's id or address, for people and filters
 * @param epoch the engine's epoch when it was accepted; a commit under another epoch is refused
 * @param plan the request as the workflow receives it, with every id that the operation mints; no
 *     secrets but a new volume's {@link dev.bricklayer.config.volume.VolumeAuth}, which is dropped
 *     when the operation ends
 * @param summary one line for people: {@code create volume v1 (Replicate, 3 bricks)}
 * @param revision the store's revision of the commit, 0 before it
 * @param workflowId the workflow's id in the engine
 * @param request the request that it came from, kept when the operation has ended, so that it can
 *     be made again; null in records of before it was kept
 * @param retryOf the failed operation that this one does once more, else null
 */
public record Operation(
    UUID id,
    OperationKind kind,
    String subject,
    String entity,
    String summary,
    OperationState state,
    long epoch,
    int level,
    String initiator,
    String requestId,
    String workflowId,
    @Nullable String runId,
    Instant acceptedAt,
    @Nullable Instant endedAt,
    @Nullable Outcome outcome,
    @Nullable OperationError error,
    long revision,
    List<Step> steps,
    @Nullable JsonNode plan,
    @Nullable OperationRequest request,
    @Nullable UUID retryOf) {

  public Operation {
    steps = List.copyOf(steps);
  }

  public boolean open() {
    return state != OperationState.ENDED;
  }

  public Operation withState(OperationState newState, long newRevision) {
    return with(newState, endedAt, outcome, error, newRevision, steps, plan);
  }

  /** The record of an operation that is rolled back; the reason stays in it until it ends. */
  public Operation undoing(@Nullable OperationError why) {
    return with(OperationState.UNDOING, endedAt, outcome, why, 0, steps, plan);
  }

  /**
   * The record of the ended operation; the plan is dropped, it may hold a secret and is of no more
   * use.
   */
  public Operation ended(
      Instant at, Outcome how, @Nullable OperationError why, List<Step> allSteps) {
    return with(OperationState.ENDED, at, how, why, revision, allSteps, null);
  }

  private Operation with(
      OperationState newState,
      @Nullable Instant newEndedAt,
      @Nullable Outcome newOutcome,
      @Nullable OperationError newError,
      long newRevision,
      List<Step> newSteps,
      @Nullable JsonNode newPlan) {
    return new Operation(
        id,
        kind,
        subject,
        entity,
        summary,
        newState,
        epoch,
        level,
        initiator,
        requestId,
        workflowId,
        runId,
        acceptedAt,
        newEndedAt,
        newOutcome,
        newError,
        newRevision,
        newSteps,
        newPlan,
        request,
        retryOf);
  }
}
