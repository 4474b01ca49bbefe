package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.trace.Spans;
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
import org.slf4j.MDC;

/** Does the same to several bricks at once, to a bounded number. */
final class BrickFanOut implements AutoCloseable {

  private final ExecutorService threads;
  private final Spans spans;

  BrickFanOut(int parallel, Spans spans) {
    this.spans = spans;
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
   *
   * @param name of what is done to each, for the trace
   */
  void each(String name, List<Brick> bricks, Work work) {
    List<Callable<Brick>> tasks = new ArrayList<>();
    Map<String, String> labels = MDC.getCopyOfContextMap();
    for (Brick brick : bricks) {
      Callable<Brick> task =
          spans.carried(() -> spans.in(name, brick.path(), () -> done(brick, work)));
      tasks.add(() -> labelled(labels, task));
    }
    try {
      report(threads.invokeAll(tasks));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.STEP_TIMED_OUT, "interrupted", Map.of(), e);
    }
  }

  private static Brick done(Brick brick, Work work) throws Exception {
    work.on(brick);
    return brick;
  }

  /** Log lines of these threads say what operation they belong to. */
  private static Brick labelled(@Nullable Map<String, String> labels, Callable<Brick> task)
      throws Exception {
    MDC.setContextMap(labels == null ? Map.of() : labels);
    try {
      return task.call();
    } finally {
      MDC.clear();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static void report(List<Future<Brick>> results) throws InterruptedException {
    ClusterException first = null;
    for (Future<Brick> result : results) {
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
