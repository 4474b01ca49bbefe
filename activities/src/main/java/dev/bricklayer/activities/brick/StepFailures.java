package dev.bricklayer.activities.brick;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import java.util.Set;

/**
 * Failures as the workflow engine carries them: the code's name as type, the sentence, the fields
 * as details. What would fail again in the same way is not tried again.
 */
final class StepFailures {

  private static final Set<ErrorCode> WORTH_ANOTHER_TRY =
      Set.of(ErrorCode.UNAVAILABLE, ErrorCode.STEP_TIMED_OUT, ErrorCode.INTERNAL);

  private StepFailures() {}

  static ApplicationFailure of(RuntimeException failure) {
    if (failure instanceof ClusterException known) {
      return of(known.code(), known.sentence(), known.fields(), known);
    }
    return of(ErrorCode.INTERNAL, String.valueOf(failure), Map.of(), failure);
  }

  private static ApplicationFailure of(
      ErrorCode code, String sentence, Map<String, String> fields, Throwable cause) {
    return ApplicationFailure.newBuilder()
        .setMessage(sentence)
        .setType(code.name())
        .setDetails(fields)
        .setNonRetryable(!WORTH_ANOTHER_TRY.contains(code))
        .setCause(cause)
        .build();
  }
}
