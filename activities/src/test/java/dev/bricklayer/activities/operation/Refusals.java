package dev.bricklayer.activities.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.workflows.operation.Failures;
import io.temporal.failure.ApplicationFailure;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What activities are refused with. */
public final class Refusals {
  private Refusals() {}

  public static OperationError assertRefused(ErrorCode code, ThrowingCallable call) {
    Throwable failure = catchThrowable(call);
    assertThat(failure).isInstanceOf(ApplicationFailure.class);
    OperationError error = Failures.read(failure);
    assertThat(error.code()).as(error.message()).isEqualTo(code);
    return error;
  }
}
