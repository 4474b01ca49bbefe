package dev.bricklayer.api.operation;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gives calls of the engine's client a deadline. By themselves they are repeated for a minute while
 * the engine is away.
 */
final class EngineCalls {
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "engine-deadlines");
            thread.setDaemon(true);
            return thread;
          });

  private EngineCalls() {}

  /** Every attempt of the call, and the pauses between them, end by then. */
  static <T> T within(Duration time, Supplier<T> call) {
    Context.CancellableContext bounded =
        Context.current().withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS, TIMER);
    Context before = bounded.attach();
    try {
      return call.get();
    } finally {
      bounded.detach(before);
      bounded.cancel(null);
    }
  }

  static boolean isNotFound(Throwable failure) {
    return status(failure) == Status.Code.NOT_FOUND;
  }

  /** What the engine says in a failure of its client. */
  static String words(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof StatusRuntimeException status) {
        return String.valueOf(status.getStatus().getDescription());
      }
    }
    return String.valueOf(failure.getMessage());
  }

  /** The engine's own word in a failure of its client; UNKNOWN where there is none. */
  static Status.Code status(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof StatusRuntimeException status) {
        return status.getStatus().getCode();
      }
    }
    return Status.Code.UNKNOWN;
  }
}
