package dev.bricklayer.activities;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.workflows.operation.Failures;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Supplier;

/**
 * A {@link ClusterException} as the engine is told of it: the failure of {@link Failures#of}, which
 * is tried again only when the store or the engine did not answer ({@code UNAVAILABLE}). Every
 * other failure is an answer.
 */
public final class ActivityFailures {
  private ActivityFailures() {}

  /** What an activity throws for such an exception. */
  public static ApplicationFailure of(ClusterException exception) {
    ApplicationFailure failure = Failures.of(exception);
    failure.setNonRetryable(exception.code() != ErrorCode.UNAVAILABLE);
    return failure;
  }

  /** Runs an activity's body and converts its {@link ClusterException}. */
  public static <T> T converted(Supplier<T> body) {
    try {
      return body.get();
    } catch (ClusterException e) {
      throw of(e);
    }
  }
}
