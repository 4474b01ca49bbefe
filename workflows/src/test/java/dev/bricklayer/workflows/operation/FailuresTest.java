package dev.bricklayer.workflows.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void carriesCodeSentenceAndFacts() {
    ClusterException exception =
        new ClusterException(ErrorCode.BRICK_IN_USE, "taken", Map.of("path", "/b"));
    assertThat(Failures.read(activity(Failures.of(exception))))
        .isEqualTo(new OperationError(ErrorCode.BRICK_IN_USE, "taken", Map.of("path", "/b")));
  }

  @Test
  void readsTheOutermostFailureWithACode() {
    ApplicationFailure inner = ApplicationFailure.newFailure("the step's", "BRICK_IN_USE");
    ApplicationFailure outer =
        ApplicationFailure.newFailureWithCause("the workflow's", "CANCELLED", inner);
    assertThat(Failures.read(new IllegalStateException(outer)).message())
        .isEqualTo("the workflow's");
  }

  @Test
  void tellsAnUnknownExceptionByItsType() {
    ApplicationFailure failure = ApplicationFailure.newFailure("oops", "java.lang.Exception");
    assertThat(Failures.read(activity(failure)))
        .isEqualTo(new OperationError(ErrorCode.INTERNAL, "java.lang.Exception: oops", Map.of()));
  }

  @Test
  void toleratesAFailureWithoutFacts() {
    ApplicationFailure failure = ApplicationFailure.newFailure("no", "CONFLICT");
    assertThat(Failures.read(failure).fields()).isEmpty();
  }

  @Test
  void knowsATaskThatNobodyTookNeverRan() {
    ActivityFailure failure = activity(timeout(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START, null));
    assertThat(Failures.read(failure).code()).isEqualTo(ErrorCode.NODE_UNREACHABLE);
    assertThat(Failures.neverRan(failure)).isTrue();
  }

  @Test
  void doesNotTakeALaterAttemptThatNobodyTookForOneThatNeverRan() {
    TimeoutType first = TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE;
    ActivityFailure failure = activity(timeout(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START, first));
    assertThat(Failures.neverRan(failure)).isFalse();
    assertThat(Failures.read(failure).code()).isEqualTo(ErrorCode.STEP_TIMED_OUT);
  }

  @Test
  void takesASilentAttemptForOneWithUnknownEffect() {
    ActivityFailure failure = activity(timeout(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE, null));
    assertThat(Failures.read(failure).code()).isEqualTo(ErrorCode.STEP_TIMED_OUT);
    assertThat(Failures.neverRan(failure)).isFalse();
  }

  @Test
  void readsACancellation() {
    assertThat(Failures.read(activity(new CanceledFailure("cancelled"))).code())
        .isEqualTo(ErrorCode.CANCELLED);
  }

  /** As the engine tells it: with the failure of the attempt before, if there was one. */
  private static Throwable timeout(TimeoutType type, @Nullable TimeoutType attemptBefore) {
    Failure.Builder failure = failure(type);
    if (attemptBefore != null) {
      failure.setCause(failure(attemptBefore));
    }
    return Payloads.CONVERTER.failureToException(failure.build());
  }

  private static Failure.Builder failure(TimeoutType type) {
    return Failure.newBuilder()
        .setMessage("timed out")
        .setTimeoutFailureInfo(TimeoutFailureInfo.newBuilder().setTimeoutType(type));
  }

  private static ActivityFailure activity(Throwable cause) {
    return new ActivityFailure(
        "failed", 1, 2, "Brick.Prepare", "id", RetryState.RETRY_STATE_UNSPECIFIED, "test", cause);
  }
}
