package dev.bricklayer.faults;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;

/**
 * An activity at which a fault is armed that runs into a time-out, or is tried again and again, has
 * shorter time-outs and fewer attempts, so that a case takes seconds. Time-outs are no part of what
 * a replay compares.
 */
final class ShortTimeouts extends WorkflowOutboundCallsInterceptorBase {
  private static final Duration ATTEMPT = Duration.ofMillis(1500);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ATTEMPTS = 2;

  private final ArmedFaults armed;

  ShortTimeouts(WorkflowOutboundCallsInterceptor next, ArmedFaults armed) {
    super(next);
    this.armed = armed;
  }

  @Override
  public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
    List<Action> actions = actions(input.getActivityName());
    if (actions.isEmpty()) {
      return super.executeActivity(input);
    }
    ActivityOptions.Builder options = ActivityOptions.newBuilder(input.getOptions());
    if (actions.contains(Action.HANG)) {
      options.setStartToCloseTimeout(ATTEMPT);
    }
    if (actions.stream().anyMatch(Action::isSilent)) {
      options.setHeartbeatTimeout(HEARTBEAT);
    }
    options.setRetryOptions(quick(input.getOptions().getRetryOptions(), actions));
    return super.executeActivity(
        new ActivityInput<>(
            input.getActivityName(),
            input.getResultClass(),
            input.getResultType(),
            input.getArgs(),
            options.build(),
            input.getHeader()));
  }

  @Override
  public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
    List<Action> actions = actions(input.getActivityName());
    if (actions.isEmpty()) {
      return super.executeLocalActivity(input);
    }
    LocalActivityOptions.Builder options = LocalActivityOptions.newBuilder(input.getOptions());
    if (actions.contains(Action.HANG)) {
      options.setStartToCloseTimeout(ATTEMPT);
    }
    options.setRetryOptions(quick(input.getOptions().getRetryOptions(), actions));
    return super.executeLocalActivity(
        new LocalActivityInput<>(
            input.getActivityName(),
            input.getResultClass(),
            input.getResultType(),
            input.getArgs(),
            options.build(),
            input.getHeader()));
  }

  /** Those armed at this type of activity, wherever it runs. */
  private List<Action> actions(String activityType) {
    return armed.of(Workflow.getInfo().getWorkflowId()).stream()
        .filter(strike -> strike.type().equals(activityType))
        .map(Strike::action)
        .filter(action -> action.isSilent() || action.isRepeated())
        .toList();
  }

  private static RetryOptions quick(RetryOptions standard, List<Action> actions) {
    if (actions.stream().noneMatch(Action::isRepeated)) {
      return standard;
    }
    boolean bounded = standard.getMaximumAttempts() < Integer.MAX_VALUE;
    return RetryOptions.newBuilder(standard)
        .setInitialInterval(PAUSE)
        .setMaximumAttempts(bounded ? ATTEMPTS : standard.getMaximumAttempts())
        .build();
  }
}
