package dev.bricklayer.workflows.sweep;

import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.TaskPolicy;
import java.time.Duration;

/**
 * The standard policies with the same answers final, but quick. An attempt's time is what an honest
 * attempt on a busy machine keeps to, and what one that hangs costs.
 */
final class QuickPolicies {
  static final ActivityPolicies QUICK = quick(ActivityPolicies.STANDARD);

  private QuickPolicies() {}

  private static ActivityPolicies quick(ActivityPolicies standard) {
    return new ActivityPolicies(
        quick(standard.nodeStep()),
        quick(standard.nodeUndo()),
        quick(standard.nodeConvergence()),
        quick(standard.clusterStep()),
        quick(standard.clusterUndo()),
        quick(standard.clusterConvergence()),
        quick(standard.store()),
        quick(standard.decision()),
        Duration.ofMillis(300));
  }

  private static TaskPolicy quick(TaskPolicy standard) {
    return new TaskPolicy(
        Duration.ofMillis(1500),
        Duration.ofMillis(3000),
        null,
        null,
        standard.attempts() == 0 ? 0 : 2,
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        standard.fatal());
  }
}
