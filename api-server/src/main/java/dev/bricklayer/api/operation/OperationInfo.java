package dev.bricklayer.api.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the API tells it.
 *
 * @param kind the workflow's name, {@code CreateVolume}
 * @param percent of its steps that are done, while it runs and goes forward; absent when the engine
 *     does not tell
 * @param debts what it has left to be undone on nodes that were away, until they have
 * @param retryOf the failed operation that it does once more
 * @param history where its history can be read in the engine's UI, empty when the UI is off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationInfo(
    UUID id,
    String kind,
    String summary,
    String entity,
    OperationState state,
    @Nullable Outcome outcome,
    String initiator,
    @JsonProperty("request-id") String requestId,
    @JsonProperty("accepted-at") Instant acceptedAt,
    @JsonProperty("ended-at") @Nullable Instant endedAt,
    @Nullable OperationError error,
    @Nullable Integer percent,
    List<StepInfo> steps,
    List<DebtInfo> debts,
    @JsonProperty("retry-of") @Nullable UUID retryOf,
    @JsonProperty("workflow-id") String workflowId,
    String history) {

  /**
   * One step; {@code undo} steps undo the step of the same name. The last four are told of a step
   * that runs.
   *
   * @param attempts how many have begun
   * @param lastError why the attempt before failed
   * @param nextAttemptAt when it is tried again
   * @param waiting for what, as a sentence: {@code waiting for the agent on node h2 since …}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StepInfo(
      String name,
      @Nullable UUID peer,
      boolean undo,
      Step.State state,
      @JsonProperty("started-at") @Nullable Instant startedAt,
      @JsonProperty("ended-at") @Nullable Instant endedAt,
      @Nullable String error,
      @Nullable Integer attempts,
      @JsonProperty("last-error") @Nullable String lastError,
      @JsonProperty("next-attempt-at") @Nullable Instant nextAttemptAt,
      @Nullable String waiting) {
    static StepInfo of(Step step) {
      return new StepInfo(
          step.name(),
          step.peer(),
          step.undo(),
          step.state(),
          step.startedAt(),
          step.endedAt(),
          step.error(),
          null,
          null,
          null,
          null);
    }

    StepInfo pending(
        int begun, @Nullable String failed, @Nullable Instant next, @Nullable String why) {
      return new StepInfo(
          name, peer, undo, state, startedAt, endedAt, error, begun, failed, next, why);
    }
  }

  /** What a node still owes. */
  public record DebtInfo(UUID peer, List<String> steps, Instant since) {
    static DebtInfo of(Debt debt) {
      return new DebtInfo(debt.peer(), debt.steps(), debt.since());
    }
  }

  /** As it is noted. */
  public static OperationInfo of(Operation operation, String history) {
    return of(
        operation, operation.steps().stream().map(StepInfo::of).toList(), null, List.of(), history);
  }

  static OperationInfo of(
      Operation operation,
      List<StepInfo> steps,
      @Nullable Integer percent,
      List<Debt> debts,
      String history) {
    return new OperationInfo(
        operation.id(),
        operation.kind().workflow(),
        operation.summary(),
        operation.entity(),
        operation.state(),
        operation.outcome(),
        operation.initiator(),
        operation.requestId(),
        operation.acceptedAt(),
        operation.endedAt(),
        operation.error(),
        percent,
        steps,
        debts.stream().map(DebtInfo::of).toList(),
        operation.retryOf(),
        operation.workflowId(),
        history);
  }

  static boolean isKind(OperationKind kind, String word) {
    return kind.workflow().equalsIgnoreCase(word) || kind.name().equalsIgnoreCase(word);
  }
}
