package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.workflows.operation.PlannedStep.Phase;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Walks through a workflow's steps without taking any: no engine, no store, no node. */
public final class RehearsedRun implements OperationRun {
  private final List<PlannedStep> planned = new ArrayList<>();

  /** The steps, in the order in which they would begin, all nodes of one step together. */
  public List<PlannedStep> planned() {
    return List.copyOf(planned);
  }

  @Override
  public OperationResult run(Ticket ticket, Functions.Proc1<OperationSteps> body) {
    body.apply(new Telling());
    return new OperationResult(ticket.operation(), 0);
  }

  @Override
  public List<Step> steps() {
    return List.of();
  }

  @Override
  public boolean cancel() {
    return false;
  }

  private final class Telling implements OperationSteps {
    @Override
    public void begin(List<? extends NodeShare> needed) {
      NodeCheck check = new NodeCheck.AgentsAlive(needed.stream().map(NodeShare::peer).toList());
      planned.add(new PlannedStep("begin", null, null, "", Phase.BEFORE_COMMIT, check));
    }

    @Override
    public <A, S extends NodeShare> void onNodes(
        String step,
        Class<A> type,
        List<S> shares,
        Function<S, NodeCheck> check,
        NodeCall<A, S> effect,
        NodeCall<A, S> undo) {
      for (S share : shares) {
        planned.add(on(step, share, Phase.BEFORE_COMMIT, check.apply(share)));
      }
    }

    @Override
    public <A> void onCluster(
        String step,
        Class<A> type,
        Peer peer,
        NodeCheck check,
        Functions.Func1<A, Promise<Void>> effect,
        Functions.Func1<A, Promise<Void>> undo) {
      planned.add(about(step, peer, Phase.BEFORE_COMMIT, check));
    }

    @Override
    public <A> void onCluster(
        String step, Class<A> type, Peer peer, Functions.Func1<A, Promise<Void>> effect) {
      planned.add(about(step, peer, Phase.BEFORE_COMMIT, NodeCheck.NONE));
    }

    @Override
    public <A> void commit(Class<A> type, Functions.Func1<A, Long> commit) {
      planned.add(new PlannedStep("commit", null, null, "", Phase.COMMIT, NodeCheck.NONE));
    }

    @Override
    public <A, S extends NodeShare> void convergeNodes(
        String step, Class<A> type, List<S> shares, NodeCall<A, S> effect) {
      shares.forEach(share -> planned.add(on(step, share, Phase.AFTER_COMMIT, NodeCheck.NONE)));
    }

    @Override
    public <A> void convergeCluster(
        String step, Class<A> type, Peer peer, Functions.Func1<A, Promise<Void>> effect) {
      planned.add(about(step, peer, Phase.AFTER_COMMIT, NodeCheck.NONE));
    }

    private static PlannedStep on(String step, NodeShare share, Phase phase, NodeCheck check) {
      return new PlannedStep(step, share.peer(), share.host(), share.load(), phase, check);
    }

    private static PlannedStep about(String step, Peer peer, Phase phase, NodeCheck check) {
      return new PlannedStep(step, peer.id(), peer.host(), "", phase, check);
    }
  }
}
