package dev.bricklayer.workflows.peer;

import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * What the cluster does with a node that joins or leaves: over the node's peer port and the
 * embedded etcd's membership. Runs on the cluster's task queue. Each is idempotent by the
 * operation's id; undoing what was never done is success.
 *
 * <p>With an etcd of the user's own the membership steps do nothing.
 */
@ActivityInterface(namePrefix = "Peer.")
public interface PeerActivities {
  /**
   * Asks the joiner to hold itself ready for this operation: it must be a cluster of its own,
   * without volumes, and then takes no changing request until it has joined or the operation is
   * abandoned.
   *
   * <p>Fails with {@code PEER_REFUSED} (GD2's texts), {@code PEER_EXISTS} or {@code
   * NODE_UNREACHABLE}.
   */
  @ActivityMethod
  void invite(Ticket ticket, AddPeerPlan plan);

  /**
   * Undoes {@link #invite} and {@link #join}: the joiner is a fresh cluster of one again. Runs
   * after {@link #removeMember}, so that an etcd member is stopped only when the others no longer
   * count on it.
   */
  @ActivityMethod
  void dismiss(Ticket ticket, AddPeerPlan plan);

  /**
   * Makes room in the embedded etcd: a learner that is there is promoted where the rule wants it,
   * and the joiner becomes a learner. The cluster stays writable throughout.
   */
  @ActivityMethod
  void addMember(Ticket ticket, AddPeerPlan plan);

  /** Undoes {@link #addMember} and {@link #promote}, while the joiner still runs if it lives. */
  @ActivityMethod
  void removeMember(Ticket ticket, AddPeerPlan plan);

  /**
   * Hands the joiner the cluster's id and secret; it starts its etcd member and follows. Returns
   * when it follows.
   */
  @ActivityMethod
  void join(Ticket ticket, AddPeerPlan plan);

  /**
   * Promotes the joiner where that leaves an odd number of voters. Tolerates "not in sync yet" by
   * retrying.
   */
  @ActivityMethod
  void promote(Ticket ticket, AddPeerPlan plan);

  /** Waits until the new peer's agent is seen alive. */
  @ActivityMethod
  void awaitAgent(Ticket ticket, AddPeerPlan plan);

  /**
   * After the commit of a removal, before {@link #leave}: takes the peer out of the embedded etcd,
   * with the voters kept odd in number. Where the leaver is the only voter, another member is
   * promoted first; the leaver must then still run. A leaver that is away is taken out all the
   * same.
   */
  @ActivityMethod
  void retireMember(Ticket ticket, RemovePeerPlan plan);

  /**
   * After the commit of a removal: tells the node to be a fresh cluster of one again. Fails with
   * {@code NODE_UNREACHABLE} when it does not answer; the removal has succeeded all the same.
   */
  @ActivityMethod
  void leave(Ticket ticket, RemovePeerPlan plan);
}
