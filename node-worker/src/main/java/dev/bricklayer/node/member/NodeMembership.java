package dev.bricklayer.node.member;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.Membership;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.identity.Phase;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's way into a cluster and out of it.
 *
 * <ol>
 *   <li>{@link #invite}: noted; nothing else changes.
 *   <li>{@link #join}: the session in the own cluster is closed; one write makes the other
 *       cluster's id and secret the node's own and gives up its own etcd; what runs follows.
 *   <li>{@link #dismiss}, {@link #leave}: the session is closed; one write makes it a fresh cluster
 *       of one, with a new id and secret and the same peer id; what runs follows.
 * </ol>
 *
 * <p>Each may be repeated. Since what runs only follows what is written, a death at any point is
 * made good at the next start. An operation that was dismissed here is remembered, so that a late
 * step of it is refused.
 */
public final class NodeMembership {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMembership.class);
  private static final long TURN_SECONDS = 30;
  private static final Duration READY_WITHIN = Duration.ofSeconds(5);

  private final NodeIdentity identity;
  private final ClusterEtcd etcd;
  private final Supplier<NodeFacts> facts;
  private final ClusterMembershipListener listener;

  /** One transition at a time. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile @Nullable UUID entered;
  private volatile Runnable onStep = () -> {};

  public NodeMembership(
      NodeIdentity identity,
      ClusterEtcd etcd,
      Supplier<NodeFacts> facts,
      ClusterMembershipListener listener) {
    this.identity = identity;
    this.etcd = etcd;
    this.facts = facts;
    this.listener = listener;
  }

  public NodeIdentity identity() {
    return identity;
  }

  /**
   * Refuses a changing request at the wrong time.
   *
   * @throws ClusterException {@code OPERATION_IN_PROGRESS} while the node is joining a cluster: it
   *     takes no changing request then
   */
  public void requireSettled() {
    Membership now = identity.state().membership();
    if (now.underWay()) {
      throw new ClusterException(
          ErrorCode.OPERATION_IN_PROGRESS,
          "this node is joining another cluster",
          Map.of("operation-id", String.valueOf(now.operation())));
    }
  }

  /** Told after each step, done or failed. */
  void onStep(Runnable listener) {
    onStep = listener;
  }

  PeerHello hello() {
    NodeFacts now = facts.get();
    NodeFacts.OwnCluster cluster = now.cluster();
    return new PeerHello(
        identity.peerId(),
        now.name(),
        identity.clusterId(),
        cluster == null ? 0 : cluster.peers(),
        cluster == null ? 0 : cluster.volumes(),
        now.version(),
        now.level(),
        now.peerAddresses(),
        now.clientAddresses(),
        etcd.embedded(),
        now.bricks());
  }

  /** Makes what runs be what is written; at boot, and after a step that was cut short. */
  void follow() {
    inTurn(this::followNow);
  }

  /** Whether the process follows the cluster that the node is in. */
  boolean follows() {
    UUID now = entered;
    return now != null && now.equals(identity.clusterId());
  }

  void invite(JoinCalls.Invite asked, UUID callersPeer) {
    inTurn(
        () -> {
          Membership now = identity.state().membership();
          if (now.of(asked.operation())) {
            return;
          }
          refuseDismissed(asked.operation());
          refuseUnlessFree(asked, callersPeer);
          identity.update(
              state ->
                  state.withMembership(
                      new Membership(Phase.INVITED, asked.operation(), asked.inviter(), null)));
          LOG.info("invited to cluster {} by {}", asked.cluster(), asked.inviter());
        });
  }

  private void refuseUnlessFree(JoinCalls.Invite asked, UUID callersPeer) {
    IdentityState state = identity.state();
    if (asked.cluster().equals(state.clusterId()) || callersPeer.equals(state.peerId())) {
      throw new ClusterException(
          ErrorCode.PEER_EXISTS,
          "Peer exists with given addresses (ID: " + state.peerId() + ")",
          Map.of("peer-id", state.peerId().toString()));
    }
    if (state.membership().underWay()) {
      throw busy();
    }
    if (state.membership().phase() == Phase.MEMBER) {
      throw refused("peer is part of another cluster");
    }
    refuseUnlessEmpty();
    if (asked.embeddedEtcd() != etcd.embedded()) {
      throw refused(
          etcd.embedded()
              ? "peer runs an etcd of its own, the cluster uses an existing one: give the peer the"
                  + " cluster's etcd.endpoints"
              : "peer is set to an existing etcd, the cluster runs its own: remove etcd.endpoints"
                  + " from the peer's configuration");
    }
  }

  private void refuseUnlessEmpty() {
    NodeFacts.OwnCluster own = facts.get().cluster();
    if (own == null) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE, "the peer cannot read its own configuration yet");
    }
    if (own.peers() > 1) {
      throw refused("peer is part of another cluster");
    }
    if (own.busy()) {
      throw busy();
    }
    if (own.volumes() > 0) {
      throw refused("peer has existing volumes");
    }
  }

  private static ClusterException busy() {
    return new ClusterException(
        ErrorCode.PEER_EXISTS, "already processing another join/leave request");
  }

  private ClusterException refused(String text) {
    return new ClusterException(
        ErrorCode.PEER_REFUSED, text, Map.of("peer-id", identity.peerId().toString()));
  }

  private void refuseDismissed(UUID operation) {
    if (identity.state().dismissed().contains(operation)) {
      throw new ClusterException(
          ErrorCode.CONFLICT,
          "operation " + operation + " was undone on this peer; what comes of it now is too late",
          Map.of("operation-id", operation.toString()));
    }
  }

  void join(JoinCalls.Join asked) {
    inTurn(
        () -> {
          refuseDismissed(asked.operation());
          IdentityState state = identity.state();
          if (!state.membership().of(asked.operation())) {
            throw new ClusterException(
                ErrorCode.CONFLICT,
                "this peer was not invited by operation " + asked.operation(),
                Map.of("operation-id", asked.operation().toString()));
          }
          if (state.membership().phase() == Phase.INVITED) {
            // What it has now would be lost; a request may have come in since the invitation.
            refuseUnlessEmpty();
            leaveSession();
            identity.update(
                now ->
                    now.withMembership(
                            new Membership(
                                Phase.JOINING, asked.operation(), asked.inviter(), now.clusterId()))
                        .withCluster(asked.cluster(), asked.secret())
                        .withEtcd(null)
                        .withPeers(asked.holders()));
            LOG.info("joining cluster {}", asked.cluster());
          }
          followNow();
        });
  }

  /**
   * Takes back the identity that this node had before it lost its state folder, and asks the
   * process to begin anew with it. Only a node that does not know who it is takes it, from who
   * shares a secret with it still; or one that is fresh and has nothing of its own, as it would
   * join.
   */
  void readmit(JoinCalls.Readmit asked) {
    inTurn(
        () -> {
          if (identity.peerId().equals(asked.peer())
              && identity.clusterId().equals(asked.cluster())) {
            return;
          }
          refuseUnlessLost(asked);
          identity.replaceForNextStart(
              new IdentityState(
                  asked.peer(),
                  asked.cluster(),
                  asked.secret(),
                  new Membership(Phase.MEMBER, null, asked.caller(), null),
                  null,
                  asked.holders(),
                  List.of(),
                  0));
          LOG.info("this node is peer {} of cluster {} again", asked.peer(), asked.cluster());
          listener.identityReplaced();
        });
  }

  private void refuseUnlessLost(JoinCalls.Readmit asked) {
    if (asked.embeddedEtcd() != etcd.embedded()) {
      throw refused(
          "the cluster and the node do not agree on whether they run the etcd themselves");
    }
    if (identity.fault().isPresent()) {
      if (identity.lived().filter(was -> !was.equals(asked.peer())).isPresent()) {
        throw refused(
            "the state folder is that of peer " + identity.peerId() + ", not of " + asked.peer());
      }
      if (listener.sharedSecrets().stream().noneMatch(asked::provedBy)) {
        throw refused(
            "the caller does not know the secret in this node's file auth; lay the cluster's there,"
                + " from another node, start this one again and repeat it");
      }
      return;
    }
    if (identity.state().membership().phase() != Phase.FRESH) {
      throw refused("the node is peer " + identity.peerId() + " of a cluster and knows it");
    }
    refuseUnlessEmpty();
  }

  /** The cluster has taken the node in. */
  void taken() {
    inTurn(
        () ->
            identity.update(
                state ->
                    state.membership().phase() == Phase.JOINING
                        ? state.withMembership(
                            new Membership(
                                Phase.MEMBER,
                                state.membership().operation(),
                                state.membership().inviter(),
                                null))
                        : state));
    LOG.info("this node is a member of cluster {}", identity.clusterId());
  }

  /** Undoes {@link #invite} and {@link #join} of that operation, done or not. */
  void dismiss(UUID operation) {
    inTurn(
        () -> {
          Membership now = identity.state().membership();
          if (!now.of(operation)) {
            identity.update(state -> state.withDismissed(operation));
            return;
          }
          if (now.phase() == Phase.MEMBER) {
            throw new ClusterException(
                ErrorCode.CONFLICT, "operation " + operation + " has made this peer a member");
          }
          if (now.phase() == Phase.INVITED) {
            identity.update(
                state -> state.withDismissed(operation).withMembership(Membership.NONE));
            LOG.info("the invitation of operation {} is withdrawn", operation);
          } else {
            beFresh("operation " + operation + " was undone");
          }
        });
  }

  /** Out of that cluster; nothing to do in another one. */
  void leave(UUID cluster) {
    inTurn(
        () -> {
          if (identity.clusterId().equals(cluster)) {
            beFresh("removed from cluster " + cluster);
          }
          followNow();
        });
  }

  private void beFresh(String why) {
    leaveSession();
    identity.update(
        state -> {
          IdentityState fresh = NodeIdentity.fresh(state.peerId());
          for (UUID operation : state.dismissed()) {
            fresh = fresh.withDismissed(operation);
          }
          UUID last = state.membership().operation();
          return last == null ? fresh : fresh.withDismissed(last);
        });
    LOG.info("this node is a cluster of its own again, {}: {}", identity.clusterId(), why);
    followNow();
  }

  /** While the way to its store is still there, so that the session can end in an orderly way. */
  private void leaveSession() {
    UUID before = entered;
    if (before != null) {
      entered = null;
      listener.left(before);
    }
  }

  private void followNow() {
    IdentityState state = identity.state();
    etcd.settle();
    if (entered == null) {
      if (!etcd.awaitReady(READY_WITHIN)) {
        LOG.warn("this node's etcd member does not serve yet");
      }
      List<URI> endpoints = etcd.endpoints();
      if (endpoints.isEmpty()) {
        throw new ClusterException(
            ErrorCode.UNAVAILABLE,
            etcd.lost().orElse("no node is known that holds the cluster's configuration")
                + "; this node serves its bricks and clients as they are and takes no changes. Put"
                + " the data back, or see docs/disaster.md");
      }
      listener.entered(state.clusterId(), founder(state), endpoints);
      entered = state.clusterId();
      if (!etcd.endpoints().equals(endpoints)) {
        listener.endpointsChanged(etcd.endpoints());
      }
    }
  }

  private static boolean founder(IdentityState state) {
    Phase phase = state.membership().phase();
    return phase != Phase.JOINING && phase != Phase.MEMBER && state.peers().isEmpty();
  }

  /** The way to the store is another one. */
  void endpointsChanged(List<URI> endpoints) {
    if (follows()) {
      listener.endpointsChanged(endpoints);
    }
  }

  private void inTurn(Runnable step) {
    try {
      if (!turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
        throw new ClusterException(
            ErrorCode.UNAVAILABLE, "this node is still busy with an earlier join or leave");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.UNAVAILABLE, "interrupted");
    }
    try {
      step.run();
    } finally {
      turn.unlock();
      onStep.run();
    }
  }
}
