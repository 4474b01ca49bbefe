package dev.bricklayer.node.member;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.enrol.JoinTokens;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.Revocation;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.PeerActivities;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Joining and leaving as the cluster does them, over the joiner's peer port and the embedded etcd's
 * membership. Runs on any node with the API.
 *
 * <p>A joiner first becomes a client of the cluster's etcd and shows that it follows; only then do
 * the members of etcd change, which happens in {@link #promote} by {@link MembershipRule}. So a
 * joiner that dies before that has not touched etcd at all.
 */
public final class LinkPeerActivities implements PeerActivities {
  private static final Duration MEMBERS = Duration.ofSeconds(45);
  private static final Duration AGENT = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final NodeIdentity identity;
  private final String address;
  private final ClusterView view;
  private final JoinCalls calls;
  private final @Nullable MemberSession members;
  private final Supplier<Optional<ClusterStore>> store;
  private final Joining joining;

  /**
   * @param address {@code host:port} under which other nodes reach this one's peer port
   * @param members null with an etcd of the user's own: then its members are no matter of ours
   */
  public LinkPeerActivities(
      NodeIdentity identity,
      String address,
      ClusterView view,
      PeerClient client,
      @Nullable MemberSession members,
      Supplier<Optional<ClusterStore>> store,
      Joining joining) {
    this.identity = identity;
    this.address = address;
    this.view = view;
    this.calls = new JoinCalls(client);
    this.members = members;
    this.store = store;
    this.joining = joining;
  }

  @Override
  public void invite(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          UUID peer = plan.peer().id();
          if (peer.equals(identity.peerId())) {
            throw exists(peer);
          }
          UUID there = calls.hello(plan.address()).peerId();
          if (!there.equals(peer)) {
            throw new ClusterException(
                ErrorCode.PEER_REFUSED,
                "the peer at " + plan.address() + " is " + there + " and no longer " + peer,
                Map.of("peer-id", there.toString()));
          }
          calls.invite(plan.address(), invitation(ticket));
        });
  }

  private JoinCalls.Invite invitation(Ticket ticket) {
    return new JoinCalls.Invite(ticket.operation(), identity.clusterId(), address, members != null);
  }

  private static ClusterException exists(UUID peer) {
    return new ClusterException(
        ErrorCode.PEER_EXISTS,
        "Peer exists with given addresses (ID: " + peer + ")",
        Map.of("peer-id", peer.toString()));
  }

  @Override
  public void dismiss(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          calls.dismiss(plan.address(), ticket.operation());
        });
  }

  /** Looks whether the etcd answers; its members change in {@link #promote}, see there. */
  @Override
  public void addMember(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          if (members != null && members.holders().stream().noneMatch(holder -> holder.voter())) {
            throw new ClusterException(
                ErrorCode.UNAVAILABLE, "no peer of the cluster holds a voting member of its etcd");
          }
        });
  }

  @Override
  public void removeMember(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          settle(without(plan.peer().id()));
        });
  }

  @Override
  public void join(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          NodeCertificates.Issued issued = admit(ticket, plan);
          calls.join(
              plan.address(),
              new JoinCalls.Join(
                  ticket.operation(),
                  identity.clusterId(),
                  identity.state().secret(),
                  address,
                  members == null ? List.of() : members.holders(),
                  issued == null ? null : issued.authority(),
                  issued == null ? null : issued.certificate()));
        });
  }

  /** The joiner's certificate, once its token is good; null without TLS. */
  private NodeCertificates.@Nullable Issued admit(Ticket ticket, AddPeerPlan plan) {
    if (joining.enrolment() == null) {
      return null;
    }
    JoinCalls.Invited invited = calls.invite(plan.address(), invitation(ticket));
    String request = invited.request();
    if (invited.ticket() != null && request != null) {
      ClusterKeys keys = view.keys();
      new JoinTokens(store(), keys, Clock.systemUTC())
          .use(invited.ticket(), ticket.operation(), request);
    } else if (joining.mode() == JoinMode.TOKEN) {
      throw new ClusterException(
          ErrorCode.PEER_REFUSED,
          "the peer has no join token: make one with glustercli peer token create and give it to"
              + " the peer",
          Map.of("peer-id", plan.peer().id().toString()));
    }
    List<String> names = invited.addresses() == null ? List.of() : invited.addresses();
    return request == null ? null : joining.enrolment().sign(request, plan.peer().id(), names);
  }

  private ClusterStore store() {
    return store
        .get()
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.UNAVAILABLE, "this node is not in the cluster any more"));
  }

  /** The members are those that the rule wants with the joiner among the peers. */
  @Override
  public void promote(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          if (members == null) {
            return;
          }
          Map<UUID, String> wanted = peers();
          wanted.put(plan.peer().id(), plan.address());
          settle(wanted);
          // The members may be settled without a joiner that has died meanwhile.
          calls.hello(plan.address());
        });
  }

  @Override
  public void awaitAgent(Ticket ticket, AddPeerPlan plan) {
    told(
        () -> {
          long deadline = System.nanoTime() + AGENT.toNanos();
          while (view.agent(plan.peer().id()).isEmpty()) {
            if (System.nanoTime() > deadline) {
              throw new ClusterException(
                  ErrorCode.NODE_UNREACHABLE,
                  "the agent of the new peer has not been seen for " + AGENT.toSeconds() + " s",
                  Map.of("peer-id", plan.peer().id().toString()));
            }
            rest();
          }
        });
  }

  @Override
  public void retireMember(Ticket ticket, RemovePeerPlan plan) {
    told(
        () -> {
          refuseOwn(plan.peer());
          revoke(plan.peer());
          settle(without(plan.peer().id()));
        });
  }

  /** It is no peer any more: what it can show is worth nothing from now on. */
  private void revoke(Peer leaver) {
    if (joining.enrolment() != null) {
      String key = view.keys().revocation(leaver.id());
      Revocation gone = new Revocation(leaver.id(), "", Clock.systemUTC().instant());
      store().commit(List.of(), List.of(new Change.Put(key, Json.write(gone))));
    }
  }

  @Override
  public void leave(Ticket ticket, RemovePeerPlan plan) {
    told(
        () -> {
          refuseOwn(plan.peer());
          calls.leave(plan.address(), plan.peer().id(), identity.clusterId());
        });
  }

  /** The node that leaves ends its part in the cluster before it could answer. */
  private void refuseOwn(Peer peer) {
    if (peer.id().equals(identity.peerId())) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE, "the peer that leaves cannot do this; another one will");
    }
  }

  /** With a configuration that is still being read, members would be taken out as strangers. */
  private Map<UUID, String> peers() {
    if (view.revision() == 0) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE, "this node does not know the peers of the cluster yet");
    }
    return MemberSession.addresses(view);
  }

  private Map<UUID, String> without(UUID peer) {
    Map<UUID, String> addresses = peers();
    addresses.remove(peer);
    return addresses;
  }

  private void settle(Map<UUID, String> wanted) {
    if (members != null) {
      members.convergence().run(wanted, MemberSession.keeper(view), MEMBERS);
    }
  }

  /** Whether a failure is worth another attempt is the policy's choice. */
  private static void told(Runnable activity) {
    try {
      activity.run();
    } catch (ClusterException e) {
      throw Failures.of(e);
    }
  }

  private static void rest() {
    try {
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.UNAVAILABLE, "interrupted");
    }
  }
}
