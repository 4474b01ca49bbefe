package dev.bricklayer.api.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.workflows.operation.PlannedStep;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do, without its doing it.
 *
 * @param wouldSucceed whether no check refuses a step; what cannot be checked beforehand may still
 *     fail
 * @param plan with all ids that it would mint
 */
public record Rehearsal(
    @JsonProperty("dry-run") boolean dryRun,
    @JsonProperty("would-succeed") boolean wouldSucceed,
    String kind,
    String summary,
    String entity,
    Object plan,
    List<StepPlan> steps) {

  /**
   * A step that would be taken.
   *
   * @param load what it is about on that node: {@code 2 bricks of v1}; absent where there is
   *     nothing to say
   * @param checked whether its node looked; false also for a step with nothing to look at
   * @param refusals why the node would refuse it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StepPlan(
      String name,
      @Nullable UUID peer,
      @Nullable String host,
      @Nullable String load,
      PlannedStep.Phase phase,
      boolean checked,
      List<OperationError> refusals) {

    static StepPlan of(PlannedStep step, boolean checked, List<OperationError> refusals) {
      return new StepPlan(
          step.name(),
          step.peer(),
          step.host(),
          step.load().isEmpty() ? null : step.load(),
          step.phase(),
          checked,
          refusals);
    }
  }
}
