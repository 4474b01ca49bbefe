package dev.bricklayer.workflows.sweep;

import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.TaskPolicy;
import java.time.Duration;

/**
 * The standard policies with the same answers final, but with short pauses. Where a fault runs into
 * a time-out the times are short as well; else they are so long that a busy machine does not run
 * into them.
 */
final class QuickPolicies {
  private static final Duration SHORT = Duration.ofMillis(1500);
  private static final Duration LONG = Duration.ofSeconds(40);

  private QuickPolicies() {}

  static ActivityPolicies of(Trial trial) {
    ActivityPolicies standard = ActivityPolicies.STANDARD;
    Duration attempt = trial.hasHangingCall() ? SHORT : LONG;
    Duration pickUp = trial.hasDeafNode() ? SHORT.multipliedBy(2) : LONG;
    return new ActivityPolicies(
        with(attempt, pickUp, standard.nodeStep()),
        with(attempt, pickUp, standard.nodeUndo()),
        with(attempt, pickUp, standard.nodeConvergence()),
        with(attempt, pickUp, standard.clusterStep()),
        with(attempt, pickUp, standard.clusterUndo()),
        with(attempt, pickUp, standard.clusterConvergence()),
        with(attempt, pickUp, standard.store()),
        with(attempt, pickUp, standard.decision()),
        trial.hasHangingCall() || trial.isCancelled() ? Duration.ofMillis(300) : LONG);
  }

  private static TaskPolicy with(Duration attempt, Duration pickUp, TaskPolicy standard) {
    return new TaskPolicy(
        attempt,
        pickUp,
        null,
        null,
        standard.attempts() == 0 ? 0 : 3,
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        standard.fatal());
  }
}
