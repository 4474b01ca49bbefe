package dev.bricklayer.workflows.operation;

import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Runs workflow code where a cancellation of the workflow does not reach it. */
final class Detached {
  private Detached() {}

  static void run(Runnable code) {
    Workflow.newDetachedCancellationScope(code).run();
  }

  static <R> R call(Functions.Func<R> code) {
    List<R> result = new ArrayList<>(1);
    run(() -> result.add(code.apply()));
    return result.get(0);
  }
}
