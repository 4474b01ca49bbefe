package dev.bricklayer.api.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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
    List<StepInfo> steps,
    @JsonProperty("workflow-id") String workflowId,
    String history) {

  /** One step; {@code undo} steps undo the step of the same name. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StepInfo(
      String name,
      @Nullable UUID peer,
      boolean undo,
      Step.State state,
      @JsonProperty("started-at") @Nullable Instant startedAt,
      @JsonProperty("ended-at") @Nullable Instant endedAt,
      @Nullable String error) {
    static StepInfo of(Step step) {
      return new StepInfo(
          step.name(),
          step.peer(),
          step.undo(),
          step.state(),
          step.startedAt(),
          step.endedAt(),
          step.error());
    }
  }

  static OperationInfo of(Operation operation, String history) {
    return of(operation, operation.steps(), history);
  }

  static OperationInfo of(Operation operation, List<Step> steps, String history) {
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
        steps.stream().map(StepInfo::of).toList(),
        operation.workflowId(),
        history);
  }

  static boolean isKind(OperationKind kind, String word) {
    return kind.workflow().equalsIgnoreCase(word) || kind.name().equalsIgnoreCase(word);
  }
}
