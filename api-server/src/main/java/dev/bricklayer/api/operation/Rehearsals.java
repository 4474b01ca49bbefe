package dev.bricklayer.api.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.workflows.Workflows;
import dev.bricklayer.workflows.operation.NodeCheck;
import dev.bricklayer.workflows.operation.PlannedStep;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Dry runs: the steps are told by the workflow itself, and each node looks at its own. Nothing is
 * written and no engine is started.
 */
public final class Rehearsals {
  private final Supplier<ClusterView> view;
  private final StepChecks checks;
  private final Executor executor;

  /**
   * @param executor where nodes are asked at the same time
   */
  public Rehearsals(Supplier<ClusterView> view, StepChecks checks, Executor executor) {
    this.view = view;
    this.checks = checks;
    this.executor = executor;
  }

  Rehearsal of(Submission submission) {
    ClusterView now = view.get();
    Ticket nobodys = new Ticket(UUID.randomUUID(), submission.kind(), now.keys().shortId(), 0, 1);
    List<CompletableFuture<Rehearsal.StepPlan>> looks =
        Workflows.rehearse(nobodys, submission.plan()).stream()
            .map(step -> CompletableFuture.supplyAsync(() -> look(step, now), executor))
            .toList();
    List<Rehearsal.StepPlan> steps = looks.stream().map(CompletableFuture::join).toList();
    return new Rehearsal(
        /* dryRun= */ true,
        steps.stream().allMatch(step -> step.refusals().isEmpty()),
        submission.kind().workflow(),
        submission.summary(),
        submission.entity(),
        submission.plan(),
        steps);
  }

  private Rehearsal.StepPlan look(PlannedStep step, ClusterView now) {
    if (step.check() instanceof NodeCheck.AgentsAlive agents) {
      List<OperationError> away =
          agents.peers().stream()
              .filter(peer -> now.agent(peer).isEmpty())
              .map(peer -> away(peer, now))
              .toList();
      return Rehearsal.StepPlan.of(step, /* checked= */ true, away);
    }
    if (step.check() instanceof NodeCheck.Nothing) {
      return Rehearsal.StepPlan.of(step, /* checked= */ false, List.of());
    }
    try {
      return Rehearsal.StepPlan.of(step, /* checked= */ true, checks.refusals(step));
    } catch (ClusterException e) {
      OperationError unknown = new OperationError(e.code(), e.sentence(), e.fields());
      return Rehearsal.StepPlan.of(step, /* checked= */ false, List.of(unknown));
    }
  }

  private static OperationError away(UUID peer, ClusterView now) {
    String name = now.peer(peer).map(Peer::host).orElse("peer") + " (" + peer + ")";
    return new OperationError(
        ErrorCode.NODE_UNREACHABLE,
        "the agent on " + name + " does not answer",
        Map.of("peer-id", peer.toString()));
  }
}
