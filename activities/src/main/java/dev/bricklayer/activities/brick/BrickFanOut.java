package dev.bricklayer.activities.brick;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Does the same to several bricks at once, to a bounded number. */
final class BrickFanOut implements AutoCloseable {

  private final ExecutorService threads;

  BrickFanOut(int parallel) {
    threads =
        Executors.newFixedThreadPool(
            parallel,
            task -> {
              Thread thread = new Thread(task, "brick");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What is done to one brick. */
  interface Work {
    void on(Brick brick) throws Exception;
  }

  /**
   * Does it to all of them, also when one fails; returns when all are through and then throws the
   * first failure, in the bricks' order, with the others suppressed in it.
   */
  void each(List<Brick> bricks, Work work) {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Brick brick : bricks) {
      tasks.add(
          () -> {
            work.on(brick);
            return null;
          });
    }
    try {
      report(threads.invokeAll(tasks));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.STEP_TIMED_OUT, "interrupted", Map.of(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static void report(List<Future<Void>> results) throws InterruptedException {
    ClusterException first = null;
    for (Future<Void> result : results) {
      try {
        result.get();
      } catch (ExecutionException e) {
        ClusterException failure = failure(e.getCause());
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static ClusterException failure(@Nullable Throwable cause) {
    return cause instanceof ClusterException known
        ? known
        : new ClusterException(ErrorCode.INTERNAL, String.valueOf(cause), Map.of(), cause);
  }
}
