package dev.bricklayer.activities;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.workflows.operation.Failures;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Supplier;

/**
 * A {@link ClusterException} as the engine is told of it: the failure of {@link Failures#of}.
 * Whether it is tried again is the choice of the workflow's policy, which knows the codes.
 */
public final class ActivityFailures {
  private ActivityFailures() {}

  /** What an activity throws for such an exception. */
  public static ApplicationFailure of(ClusterException exception) {
    return Failures.of(exception);
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
