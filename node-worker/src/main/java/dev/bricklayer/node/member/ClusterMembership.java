package dev.bricklayer.node.member;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.node.child.EtcdChild;
import dev.bricklayer.node.child.EtcdSettings;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in a cluster: its etcd, joining and leaving. One for the life of the process;
 * what belongs to one stay in a cluster is a {@link MemberSession}.
 */
public final class ClusterMembership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);

  private final @Nullable EmbeddedEtcd embedded;
  private final ClusterEtcd etcd;
  private final NodeIdentity identity;
  private final PeerClient client;
  private final Host host;
  private final NodeMembership membership;
  private final StandingWatch standing;

  private ClusterMembership(
      @Nullable EmbeddedEtcd embedded,
      ClusterEtcd etcd,
      NodeIdentity identity,
      PeerClient client,
      PeerCalls calls,
      Host host,
      Duration goneAfter) {
    this.embedded = embedded;
    this.etcd = etcd;
    this.identity = identity;
    this.client = client;
    this.host = host;
    this.membership = new NodeMembership(identity, etcd, host.facts(), host.listener());
    this.standing = new StandingWatch(membership, new JoinCalls(client), goneAfter);
    new JoinHandler(membership, host.store(), host.joining()).serve(calls);
    if (embedded != null) {
      embedded.onEndpoints(membership::endpointsChanged);
      MemberCalls.serve(calls, embedded);
    }
  }

  /**
   * The process that the node runs in.
   *
   * @param facts asked for each greeting
   * @param store the store of the present session; empty while there is none
   */
  public record Host(
      Supplier<NodeFacts> facts,
      Supplier<Optional<ClusterStore>> store,
      ClusterMembershipListener listener,
      Joining joining) {
    /** Without tokens and certificates. */
    public Host(
        Supplier<NodeFacts> facts,
        Supplier<Optional<ClusterStore>> store,
        ClusterMembershipListener listener) {
      this(facts, store, listener, Joining.PLAIN);
    }
  }

  /** With an etcd that the nodes run themselves. The calls must be served from now on. */
  public static ClusterMembership embedded(
      EtcdSettings settings, NodeIdentity identity, PeerClient client, PeerCalls calls, Host host) {
    return embedded(settings, identity, client, calls, host, StandingWatch.GONE);
  }

  static ClusterMembership embedded(
      EtcdSettings settings,
      NodeIdentity identity,
      PeerClient client,
      PeerCalls calls,
      Host host,
      Duration goneAfter) {
    EmbeddedEtcd etcd = new EmbeddedEtcd(settings, identity, client);
    return new ClusterMembership(etcd, etcd, identity, client, calls, host, goneAfter);
  }

  /** With an etcd of the user's own. */
  public static ClusterMembership external(
      List<URI> endpoints, NodeIdentity identity, PeerClient client, PeerCalls calls, Host host) {
    return new ClusterMembership(
        null, ClusterEtcd.external(endpoints), identity, client, calls, host, StandingWatch.GONE);
  }

  /**
   * Begins in the background: starts the etcd member if the node holds one, then calls the
   * listener's {@code entered}, again and again until it succeeds.
   *
   * <p>A node that does not know who it is does not begin: its etcd and its cluster stay as they
   * are.
   *
   * @throws dev.bricklayer.config.error.ClusterException when there is no etcd to run
   */
  public ClusterMembership start() {
    if (identity.fault().isPresent()) {
      LOG.error("{}", identity.fault().get());
      return this;
    }
    if (embedded != null) {
      embedded.beImpatientAlone();
    }
    etcd.settle();
    standing.start();
    return this;
  }

  /**
   * Refuses a changing request at the wrong time.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code OPERATION_IN_PROGRESS} while the
   *     node is joining a cluster: it takes no changing request then
   */
  public void requireSettled() {
    membership.requireSettled();
  }

  /** Why this node does not follow its cluster; empty when it does, or has only just begun. */
  public Optional<String> complaint() {
    return identity
        .fault()
        .or(
            () ->
                Optional.ofNullable(standing.complaint())
                    .map(why -> etcd.lost().map(lost -> lost + "; " + why).orElse(why)));
  }

  /** The loopback port of this node's etcd member, for the peer port; empty without one. */
  public OptionalInt etcdPort() {
    return embedded == null ? OptionalInt.empty() : embedded.clientPort();
  }

  /** The client URL of this node's own etcd member; empty while it holds none. */
  public Optional<URI> ownMember() {
    return embedded == null ? Optional.empty() : embedded.ownMember();
  }

  /** Why this node's etcd member does no work and will do none by itself. */
  public Optional<String> memberFault() {
    return embedded == null ? Optional.empty() : Optional.ofNullable(embedded.state().fault());
  }

  /** Client URLs of voting members, the nearest first. */
  public List<URI> endpoints() {
    return etcd.endpoints();
  }

  /**
   * For one stay in a cluster: follows and keeps the members of the embedded etcd; null with an
   * etcd of the user's own. The caller closes it.
   */
  public @Nullable MemberSession session(EtcdStore store, ClusterView view) {
    return embedded == null
        ? null
        : new MemberSession(
            identity.peerId(), embedded, client, store, new EtcdMembership(store), view);
  }

  /**
   * The activities of peers for a session.
   *
   * @param address {@code host:port} under which other nodes reach this one's peer port
   */
  public LinkPeerActivities activities(
      String address, ClusterView view, @Nullable MemberSession session) {
    return new LinkPeerActivities(
        identity, address, view, client, session, host.store(), host.joining());
  }

  /** Asks the etcd member to end, without waiting for it; so that children end together. */
  public void beginStop() {
    standing.close();
    if (embedded != null) {
      embedded.beginStop();
    }
  }

  /** Ends everything but the etcd member, as a death of the process would; for tests. */
  @Nullable EtcdChild abandon() {
    standing.close();
    return embedded == null ? null : embedded.abandon();
  }

  /** Stops the etcd member and the questions; what the node is stays as it is. */
  @Override
  public void close() {
    standing.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
