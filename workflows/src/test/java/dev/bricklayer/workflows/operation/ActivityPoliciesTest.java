package dev.bricklayer.workflows.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.error.ErrorCode;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ActivityPoliciesTest {
  private static final ActivityPolicies STANDARD = ActivityPolicies.STANDARD;

  @Test
  void leavesATaskForADeadNodeAfterAMinute() {
    ActivityOptions options = STANDARD.nodeStep().on("queue", "summary");
    assertThat(options.getScheduleToStartTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.getTaskQueue()).isEqualTo("queue");
    assertThat(options.getSummary()).isEqualTo("summary");
  }

  @Test
  void holdsTheLockForAnUndoNoLongerThanTwoMinutes() {
    assertThat(STANDARD.nodeUndo().overall()).isLessThanOrEqualTo(Duration.ofMinutes(2));
    assertThat(STANDARD.clusterUndo().overall()).isLessThanOrEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void doesNotRepeatWhatWouldBeRefusedAgain() {
    assertThat(STANDARD.nodeStep().on("queue", "").getRetryOptions().getDoNotRetry())
        .contains("BRICK_UNUSABLE", "BRICK_IN_USE", "CONFLICT", "BRICK_PROCESS_FAILED")
        .doesNotContain("UNAVAILABLE", "INTERNAL");
  }

  @Test
  void repeatsAnUndoThatAProcessRefused() {
    assertThat(STANDARD.nodeUndo().fatal()).doesNotContain(ErrorCode.BRICK_PROCESS_FAILED);
    assertThat(STANDARD.clusterUndo().fatal()).doesNotContain(ErrorCode.NODE_UNREACHABLE);
  }

  /** Zero attempts would mean no retry at all to a local activity. */
  @Test
  void repeatsADecisionUntilItIsAnswered() {
    LocalActivityOptions options = STANDARD.decision().local("summary");
    assertThat(options.getRetryOptions().getMaximumAttempts()).isEqualTo(Integer.MAX_VALUE);
    assertThat(options.getScheduleToCloseTimeout()).isNull();
  }
}
