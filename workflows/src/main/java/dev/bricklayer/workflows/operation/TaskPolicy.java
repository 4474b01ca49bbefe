package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.error.ErrorCode;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long one kind of activity may take, and how often it is tried.
 *
 * @param attempt one attempt, from its start to its answer
 * @param pickUp how long it may wait for a worker to take it; not for local activities
 * @param heartbeat the longest silence of a running attempt, null when it need not report
 * @param overall all attempts and the pauses between them; null for no limit
 * @param attempts how often it is tried, 0 for no limit
 * @param pause before the second attempt; it doubles each time
 * @param longestPause no pause gets longer than this
 * @param fatal failures that are not tried again
 */
public record TaskPolicy(
    Duration attempt,
    Duration pickUp,
    @Nullable Duration heartbeat,
    @Nullable Duration overall,
    int attempts,
    Duration pause,
    Duration longestPause,
    List<ErrorCode> fatal) {

  public TaskPolicy {
    fatal = List.copyOf(fatal);
  }

  /** For an activity on that queue; the summary is what people see in its history. */
  ActivityOptions on(String queue, String summary) {
    ActivityOptions.Builder options =
        ActivityOptions.newBuilder()
            .setTaskQueue(queue)
            .setStartToCloseTimeout(attempt)
            .setScheduleToStartTimeout(pickUp)
            .setRetryOptions(retries())
            .setSummary(summary);
    if (heartbeat != null) {
      options.setHeartbeatTimeout(heartbeat);
    }
    if (overall != null) {
      options.setScheduleToCloseTimeout(overall);
    }
    return options.build();
  }

  /** For a local activity. */
  LocalActivityOptions local(String summary) {
    LocalActivityOptions.Builder options =
        LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(attempt)
            .setRetryOptions(retries())
            .setSummary(summary);
    if (overall != null) {
      options.setScheduleToCloseTimeout(overall);
    }
    return options.build();
  }

  /** No limit is said as a large number: for local activities the engine takes 0 for no retries. */
  private RetryOptions retries() {
    return RetryOptions.newBuilder()
        .setInitialInterval(pause)
        .setMaximumInterval(longestPause)
        .setBackoffCoefficient(2)
        .setMaximumAttempts(attempts == 0 ? Integer.MAX_VALUE : attempts)
        .setDoNotRetry(fatal.stream().map(Enum::name).toArray(String[]::new))
        .build();
  }
}
