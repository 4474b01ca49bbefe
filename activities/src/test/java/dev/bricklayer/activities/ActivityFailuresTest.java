package dev.bricklayer.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.workflows.operation.Failures;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivityFailuresTest {
  @Test
  void carriesCodeSentenceAndFacts() {
    ApplicationFailure failure =
        ActivityFailures.of(
            new ClusterException(
                ErrorCode.BRICK_UNUSABLE, "the path is read-only", Map.of("path", "/b/1")));

    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(Failures.read(failure))
        .isEqualTo(
            new OperationError(
                ErrorCode.BRICK_UNUSABLE, "the path is read-only", Map.of("path", "/b/1")));
  }

  @Test
  void convertsWhatAnActivityThrows() {
    assertThatThrownBy(
            () ->
                ActivityFailures.converted(
                    () -> {
                      throw new ClusterException(ErrorCode.UNAVAILABLE, "no answer");
                    }))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.isNonRetryable()).isFalse();
              assertThat(failure.getType()).isEqualTo("UNAVAILABLE");
            });
  }
}
