package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.peer.Peer;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.List;
import java.util.function.Function;

/**
 * The steps that a workflow is written in. Up to the commit a step that fails throws, after its
 * record was turned to UNDOING, and the operation is rolled back; if the record says that the
 * operation is committed, the step returns as if it had succeeded, because the operation has. After
 * the commit no step throws and no cancellation counts.
 *
 * <p>A workflow waits in these steps only. What it does between them depends on nothing but its
 * plan, so that a rehearsal sees the same steps.
 */
public interface OperationSteps {

  /** Starts an activity for one node's share. */
  interface NodeCall<A, S> {
    Promise<Void> start(A activities, S share);
  }

  /**
   * Checks that the operation may go on and that the agents of all these nodes are alive.
   *
   * <p>When an earlier run of the operation, under an engine that is lost, had begun its roll-back,
   * this one only completes it: no further step has an effect, each registers its undo wherever it
   * could have run, and the commit throws.
   */
  void begin(List<? extends NodeShare> needed);

  /**
   * Runs a step on all these nodes at once, on each for its whole share.
   *
   * @param check what a node can look at beforehand, for a rehearsal
   */
  <A, S extends NodeShare> void onNodes(
      String step,
      Class<A> type,
      List<S> shares,
      Function<S, NodeCheck> check,
      NodeCall<A, S> effect,
      NodeCall<A, S> undo);

  /**
   * Runs a step about a peer on the cluster's queue.
   *
   * @param check what the peer can be asked beforehand, for a rehearsal
   */
  <A> void onCluster(
      String step,
      Class<A> type,
      Peer peer,
      NodeCheck check,
      Functions.Func1<A, Promise<Void>> effect,
      Functions.Func1<A, Promise<Void>> undo);

  /** Runs a step about a peer that the undo of an earlier step undoes with its own. */
  <A> void onCluster(
      String step, Class<A> type, Peer peer, Functions.Func1<A, Promise<Void>> effect);

  /**
   * The commit, one guarded transaction. Before it a cancellation rolls back, from here on the
   * operation has succeeded.
   */
  <A> void commit(Class<A> type, Functions.Func1<A, Long> commit);

  /**
   * After the commit: has the nodes that are there apply it now. One that is away applies it by
   * itself when it returns; one that fails goes on trying by itself.
   */
  <A, S extends NodeShare> void convergeNodes(
      String step, Class<A> type, List<S> shares, NodeCall<A, S> effect);

  /** The same for a step about a peer on the cluster's queue. */
  <A> void convergeCluster(
      String step, Class<A> type, Peer peer, Functions.Func1<A, Promise<Void>> effect);
}
