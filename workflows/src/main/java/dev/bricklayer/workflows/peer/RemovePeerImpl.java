package dev.bricklayer.workflows.peer;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.Async;
import java.util.List;

/**
 * Removes a peer that holds no brick.
 *
 * <ol>
 *   <li>begin: the operation may go on. The peer itself is not needed.
 *   <li>commit: its record is gone, if it still holds no brick; it is no peer any more.
 *   <li>retire-member: it is out of the cluster's etcd; where it was the only voter, another was
 *       promoted first.
 *   <li>leave: it is a fresh cluster of one again.
 * </ol>
 *
 * <p>Its member is retired before the node is told to leave: a voter that stops first could leave
 * the others without a majority. A leaver that dies before it is retired is a lost member like any
 * other: the others go on and take it out, as long as they are a majority.
 *
 * <p>After a success it is no peer, whether it answered or not: one that is away learns when it
 * returns that it was removed, and its step says {@code UNREACHABLE}. After a failure, which can
 * only be one of the commit, nothing has changed. A cancellation counts until the commit.
 */
public final class RemovePeerImpl implements RemovePeer {
  private final OperationRun operation;

  public RemovePeerImpl(OperationRun operation) {
    this.operation = operation;
  }

  @Override
  public OperationResult run(Ticket ticket, RemovePeerPlan plan) {
    Class<PeerActivities> peers = PeerActivities.class;
    Peer leaver = plan.peer();
    return operation.run(
        ticket,
        steps -> {
          steps.begin(List.of());
          steps.commit(PeerCommits.class, commits -> commits.remove(ticket, plan));
          steps.convergeCluster(
              "retire-member",
              peers,
              leaver,
              cluster -> Async.procedure(cluster::retireMember, ticket, plan));
          steps.convergeCluster(
              "leave", peers, leaver, cluster -> Async.procedure(cluster::leave, ticket, plan));
        });
  }

  @Override
  public List<Step> steps() {
    return operation.steps();
  }

  @Override
  public boolean cancel() {
    return operation.cancel();
  }
}
