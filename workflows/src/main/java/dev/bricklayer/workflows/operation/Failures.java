package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a failure travels through the engine: an {@link ApplicationFailure} whose type is the {@link
 * ErrorCode}'s name, whose message is the sentence for the user and whose first detail is the map
 * of facts. A workflow's failure has a second detail, the list of its undo steps.
 */
public final class Failures {
  private Failures() {}

  /**
   * What an activity throws for such an exception. Whether it is retried is the policy's choice.
   */
  public static ApplicationFailure of(ClusterException exception) {
    return ApplicationFailure.newFailureWithCause(
        exception.sentence(), exception.code().name(), exception.getCause(), exception.fields());
  }

  /**
   * What a failure says: the outermost one with a code of ours, else what kind of time-out or
   * cancellation it was.
   */
  public static OperationError read(Throwable failure) {
    Throwable innermost = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ApplicationFailure application && isCode(application.getType())) {
        return new OperationError(
            ErrorCode.of(application.getType()),
            application.getOriginalMessage(),
            fields(application));
      }
      innermost = at;
    }
    if (innermost instanceof CanceledFailure) {
      return error(ErrorCode.CANCELLED, "was cancelled");
    }
    if (innermost instanceof TimeoutFailure timeout) {
      return isScheduleToStart(timeout)
          ? error(ErrorCode.NODE_UNREACHABLE, "nobody took the step in time; it did not run")
          : error(ErrorCode.STEP_TIMED_OUT, "no answer in time; whether it took effect is unknown");
    }
    return error(ErrorCode.INTERNAL, sentence(innermost));
  }

  /** Whether no attempt of the activity was ever taken by a worker. */
  public static boolean neverRan(Throwable failure) {
    Throwable at = failure instanceof TimeoutFailure ? failure : failure.getCause();
    return at instanceof TimeoutFailure timeout
        && isScheduleToStart(timeout)
        && timeout.getCause() == null;
  }

  private static boolean isScheduleToStart(TimeoutFailure timeout) {
    return timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
  }

  private static String sentence(Throwable failure) {
    return failure instanceof ApplicationFailure application
        ? application.getType() + ": " + application.getOriginalMessage()
        : String.valueOf(failure.getMessage());
  }

  private static boolean isCode(@Nullable String type) {
    return type != null && (ErrorCode.of(type) != ErrorCode.INTERNAL || type.equals("INTERNAL"));
  }

  private static Map<String, String> fields(ApplicationFailure failure) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (failure.getDetails().getSize() > 0) {
      Map<?, ?> facts = failure.getDetails().get(0, Map.class);
      if (facts != null) {
        facts.forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
      }
    }
    return fields;
  }

  private static OperationError error(ErrorCode code, String message) {
    return new OperationError(code, message, Map.of());
  }
}
