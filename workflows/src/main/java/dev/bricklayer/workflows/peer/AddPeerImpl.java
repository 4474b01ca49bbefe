package dev.bricklayer.workflows.peer;

import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.workflows.operation.NodeCheck;
import dev.bricklayer.workflows.operation.OperationResult;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.workflow.Async;
import java.util.List;

/**
 * Adds a peer.
 *
 * <ol>
 *   <li>begin: the operation may go on.
 *   <li>invite: the joiner holds itself ready and takes no other change. Undo: dismiss, which makes
 *       it a fresh cluster of one again, wherever it got to.
 *   <li>add-member: the joiner is a learner of the cluster's etcd. Undo: remove-member.
 *   <li>join: the joiner has the cluster's id and secret, its etcd member follows.
 *   <li>promote: it votes, where that leaves an odd number of voters.
 *   <li>commit: its record is in the configuration; it is a peer.
 *   <li>await-agent: its agent is there.
 * </ol>
 *
 * <p>join and promote have no undo of their own, so that the roll-back takes the member out of etcd
 * while its process still runs, and only then dismisses the joiner: a voter that is stopped first
 * could leave the others without a majority to remove it.
 *
 * <p>At each point a joiner that dies leaves the cluster writable. After a failure or a
 * cancellation the cluster has the peers and the members that it had and the same node can be added
 * again; a joiner that was not reached has a debt and finds by itself that it was dismissed. After
 * the commit the peer is in, even when its agent does not show up at once.
 */
public final class AddPeerImpl implements AddPeer {
  private final OperationRun operation;

  public AddPeerImpl(OperationRun operation) {
    this.operation = operation;
  }

  @Override
  public OperationResult run(Ticket ticket, AddPeerPlan plan) {
    Class<PeerActivities> peers = PeerActivities.class;
    Peer joiner = plan.peer();
    return operation.run(
        ticket,
        steps -> {
          steps.begin(List.of());
          steps.onCluster(
              "invite",
              peers,
              joiner,
              new JoinCheck(plan),
              cluster -> Async.procedure(cluster::invite, ticket, plan),
              cluster -> Async.procedure(cluster::dismiss, ticket, plan));
          steps.onCluster(
              "add-member",
              peers,
              joiner,
              NodeCheck.NONE,
              cluster -> Async.procedure(cluster::addMember, ticket, plan),
              cluster -> Async.procedure(cluster::removeMember, ticket, plan));
          steps.onCluster(
              "join", peers, joiner, cluster -> Async.procedure(cluster::join, ticket, plan));
          steps.onCluster(
              "promote", peers, joiner, cluster -> Async.procedure(cluster::promote, ticket, plan));
          steps.commit(PeerCommits.class, commits -> commits.add(ticket, plan));
          steps.convergeCluster(
              "await-agent",
              peers,
              joiner,
              cluster -> Async.procedure(cluster::awaitAgent, ticket, plan));
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
