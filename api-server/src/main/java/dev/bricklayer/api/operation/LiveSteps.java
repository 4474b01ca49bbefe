package dev.bricklayer.api.operation;

import dev.bricklayer.api.operation.OperationInfo.StepInfo;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.peer.Peer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a running operation: what its workflow tells, with what the engine knows of each
 * that has not ended. Where the workflow does not answer, what is pending is told under the names
 * of the activities.
 */
final class LiveSteps {
  /** A step that waits no longer than this for its worker is just on its way. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ClusterView view;

  LiveSteps(ClusterView view) {
    this.view = view;
  }

  List<StepInfo> of(EngineFacts facts) {
    List<EngineFacts.Pending> left = new ArrayList<>(facts.pending());
    List<StepInfo> told = new ArrayList<>();
    for (Step step : facts.steps()) {
      Optional<EngineFacts.Pending> own =
          step.state() == Step.State.RUNNING ? take(step, left) : Optional.empty();
      told.add(own.map(pending -> live(step, pending)).orElseGet(() -> StepInfo.of(step)));
    }
    if (facts.steps().isEmpty()) {
      left.forEach(pending -> told.add(live(unnamed(pending), pending)));
    }
    return told;
  }

  /** On one node one activity of an operation is pending at a time, and on the cluster's queue. */
  private static Optional<EngineFacts.Pending> take(Step step, List<EngineFacts.Pending> left) {
    Optional<EngineFacts.Pending> own =
        left.stream()
            .filter(pending -> pending.peer() != null)
            .filter(pending -> Objects.equals(pending.peer(), step.peer()))
            .findFirst()
            .or(() -> left.stream().filter(pending -> pending.peer() == null).findFirst());
    own.ifPresent(left::remove);
    return own;
  }

  private static Step unnamed(EngineFacts.Pending pending) {
    return new Step(
        pending.activity(),
        pending.peer(),
        /* undo= */ false,
        Step.State.RUNNING,
        pending.scheduledAt(),
        null,
        null);
  }

  private StepInfo live(Step step, EngineFacts.Pending pending) {
    return StepInfo.of(step)
        .pending(
            pending.attempts(), pending.lastError(), pending.nextAttemptAt(), waiting(pending));
  }

  private @Nullable String waiting(EngineFacts.Pending pending) {
    UUID peer = pending.peer();
    if (peer == null || pending.nextAttemptAt() != null) {
      return null;
    }
    String name = view.peer(peer).map(Peer::host).orElse(peer.toString());
    Instant from = pending.scheduledAt();
    String since = from == null ? "" : " since " + from.truncatedTo(ChronoUnit.SECONDS);
    if (view.agent(peer).isEmpty()) {
      return "waiting for the agent on node " + name + since;
    }
    boolean soon = from != null && from.plus(PATIENCE).isAfter(Instant.now());
    return pending.running() || soon ? null : "waiting for node " + name + " to take it" + since;
  }
}
