package dev.bricklayer.activities.brick;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.workflows.operation.Failures;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import java.util.Set;

/**
 * Failures as the workflow engine carries them. Answers that cannot change are never tried again;
 * whether the others are is the policy's choice.
 */
final class StepFailures {

  private static final Set<ErrorCode> FINAL =
      Set.of(ErrorCode.CONFLICT, ErrorCode.BRICK_UNUSABLE, ErrorCode.BRICK_IN_USE);

  private StepFailures() {}

  static ApplicationFailure of(RuntimeException failure) {
    ClusterException known =
        failure instanceof ClusterException cluster
            ? cluster
            : new ClusterException(
                ErrorCode.INTERNAL, String.valueOf(failure.getMessage()), Map.of(), failure);
    ApplicationFailure told = Failures.of(known);
    if (FINAL.contains(known.code())) {
      told.setNonRetryable(true);
    }
    return told;
  }
}
