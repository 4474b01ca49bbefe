package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.peer.Peer;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.List;

/** Where the parts of a step run: which queue, under which policy, and what people read of it. */
record Dispatch(Ticket ticket) {

  /** One part for each node, on its own queue. */
  <A, S extends NodeShare> List<FanOut.Place> toNodes(
      String title,
      Class<A> type,
      List<S> shares,
      OperationSteps.NodeCall<A, S> call,
      TaskPolicy policy) {
    return shares.stream().map(share -> toNode(title, type, share, call, policy)).toList();
  }

  private <A, S extends NodeShare> FanOut.Place toNode(
      String title, Class<A> type, S share, OperationSteps.NodeCall<A, S> call, TaskPolicy policy) {
    String queue = TaskQueues.node(ticket.cluster(), share.peer());
    String summary = title + ": " + share.load() + " on " + share.host();
    ActivityOptions options = policy.on(queue, summary);
    return new FanOut.Place(
        share.peer(),
        share.host(),
        () -> call.start(Workflow.newActivityStub(type, options), share));
  }

  /** One part about that peer, on the cluster's queue. */
  <A> List<FanOut.Place> toCluster(
      String title,
      Class<A> type,
      Peer peer,
      Functions.Func1<A, Promise<Void>> call,
      TaskPolicy policy) {
    String queue = TaskQueues.cluster(ticket.cluster());
    ActivityOptions options = policy.on(queue, title + ": " + peer.host());
    return List.of(
        new FanOut.Place(
            peer.id(), peer.host(), () -> call.apply(Workflow.newActivityStub(type, options))));
  }

  /** The record of the operation, in the workflow's own task. */
  OperationActivities operation(TaskPolicy policy, String summary) {
    return Workflow.newLocalActivityStub(OperationActivities.class, policy.local(summary));
  }
}
