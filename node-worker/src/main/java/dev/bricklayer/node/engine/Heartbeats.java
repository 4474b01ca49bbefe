package dev.bricklayer.node.engine;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign of life for every activity that takes longer than a moment, so that the engine notices
 * within seconds when the process that runs it has died, and gives the activity to its next run. A
 * short one costs nothing.
 */
public final class Heartbeats extends WorkerInterceptorBase {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  private static final long EVERY_MILLIS = 1500;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Beating(next, timer);
  }

  private static final class Beating extends ActivityInboundCallsInterceptorBase {
    private final ScheduledExecutorService timer;
    private ActivityExecutionContext context;

    @SuppressWarnings("NullAway.Init") // init comes before execute
    Beating(ActivityInboundCallsInterceptor next, ScheduledExecutorService timer) {
      super(next);
      this.timer = timer;
    }

    @Override
    public void init(ActivityExecutionContext started) {
      context = started;
      super.init(started);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      if (context.getInfo().isLocal()) {
        return super.execute(input);
      }
      ActivityExecutionContext beating = context;
      ScheduledFuture<?> beats =
          timer.scheduleWithFixedDelay(
              () -> beat(beating), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
      try {
        return super.execute(input);
      } finally {
        beats.cancel(false);
      }
    }

    private static void beat(ActivityExecutionContext context) {
      try {
        context.heartbeat(null);
      } catch (ActivityCompletionException e) {
        // cancelled or given up by the engine: the step ends by itself, its journal decides what
        // counts
        LOG.debug("activity {} is not waited for any more", context.getInfo().getActivityId(), e);
      } catch (RuntimeException e) {
        LOG.debug("no heartbeat of activity {}", context.getInfo().getActivityId(), e);
      }
    }
  }
}
