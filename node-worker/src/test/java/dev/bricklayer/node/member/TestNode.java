package dev.bricklayer.node.member;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.config.store.FreePorts;
import dev.bricklayer.node.child.Deaths;
import dev.bricklayer.node.child.EtcdChild;
import dev.bricklayer.node.child.EtcdSettings;
import dev.bricklayer.node.enrol.Admission;
import dev.bricklayer.node.enrol.CertificateDuty;
import dev.bricklayer.node.enrol.Enrolment;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.link.LinkTls;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.store.FollowedStore;
import dev.bricklayer.node.store.StoreNotes;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.TlsMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node with everything of its membership, and nothing else; several live in one JVM. */
final class TestNode implements AutoCloseable {
  /** As all nodes of a cluster have the secret of its ReST API. */
  static final byte[] SHARED = {1, 2, 3};

  private final Path folder;
  private final String name;
  private final EtcdSettings settings;
  private final int port;
  private final Duration goneAfter;
  private final List<URI> external;

  private TlsMode tls = TlsMode.OFF;
  private JoinMode join = JoinMode.OPEN;
  private @Nullable Parts parts;
  private volatile @Nullable Session session;
  private volatile int volumes;
  private volatile boolean beginsAnew;

  TestNode(Path folder, String name) {
    this(folder, name, List.of());
  }

  /** With an etcd of the user's own, unless there are no endpoints. */
  TestNode(Path folder, String name, List<URI> external) {
    this.folder = folder.resolve(name);
    this.name = name;
    this.goneAfter = Duration.ofSeconds(3);
    this.external = external;
    this.port = FreePorts.next();
    String peer = "127.0.0.1:" + FreePorts.next();
    this.settings =
        new EtcdSettings(
            null, this.folder, this.folder.resolve("log"), FreePorts.next(), peer, peer, 256 << 20);
  }

  /** What lives as long as the process. */
  private record Parts(
      NodeIdentity identity,
      PeerClient client,
      LinkServer link,
      ClusterMembership membership,
      @Nullable NodeCertificates certificates,
      @Nullable CertificateDuty duty) {}

  /** What lives as long as the stay in a cluster. */
  record Session(
      EtcdStore store,
      WatchedClusterView view,
      @Nullable MemberSession members,
      LinkPeerActivities activities,
      AutoCloseable agent) {
    void close() {
      try {
        if (members != null) {
          members.close();
        }
        agent.close();
        view.close();
        store.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Whether the process was asked to begin anew. */
  boolean beginsAnew() {
    return beginsAnew;
  }

  /** The node's state folder. */
  Path folder() {
    return folder;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** As its configuration says at the next start. */
  TestNode secured(TlsMode newTls, JoinMode newJoin) {
    tls = newTls;
    join = newJoin;
    return this;
  }

  NodeCertificates certificates() {
    return requireNonNull(requireNonNull(parts).certificates());
  }

  Path tokenFile() {
    return folder.resolve("join-token");
  }

  TestNode boot() {
    NodeIdentity identity = NodeIdentity.open(folder);
    Supplier<Optional<ClusterStore>> store = () -> Optional.ofNullable(session).map(Session::store);
    NodeCertificates certificates =
        tls == TlsMode.OFF ? null : NodeCertificates.open(folder, Clock.systemUTC());
    LinkTls secured =
        certificates == null ? LinkTls.off(identity) : LinkTls.of(tls, identity, certificates);
    PeerClient client = new PeerClient(identity, secured);
    PeerCalls calls = new PeerCalls();
    Joining joining = Joining.PLAIN;
    CertificateDuty duty = null;
    if (certificates != null) {
      Enrolment enrolment = new Enrolment(identity, certificates, client, List.of());
      enrolment.serve(calls);
      joining = new Joining(join, new Admission(join, tokenFile(), Clock.systemUTC()), enrolment);
      duty = new CertificateDuty(identity, certificates, enrolment, store, () -> false).start();
    }
    ClusterMembership.Host host =
        new ClusterMembership.Host(this::facts, store, new Listener(), joining);
    ClusterMembership membership =
        external.isEmpty()
            ? ClusterMembership.embedded(settings, identity, client, calls, host, goneAfter)
            : ClusterMembership.external(external, identity, client, calls, host);
    LinkServer link =
        new LinkServer(
            "127.0.0.1", port, identity, secured, calls, OptionalInt::empty, membership::etcdPort);
    parts = new Parts(identity, client, link, membership, certificates, duty);
    membership.start();
    return this;
  }

  private NodeFacts facts() {
    Session now = session;
    NodeFacts.OwnCluster own =
        now == null || now.view().revision() == 0
            ? null
            : new NodeFacts.OwnCluster(
                now.view().peers().size(),
                volumes,
                !now.view().openOperations("cluster").isEmpty());
    return new NodeFacts(name, "test", 1, List.of(address()), List.of("127.0.0.1:1"), null, own);
  }

  void hasVolumes(int count) {
    volumes = count;
  }

  private final class Listener implements ClusterMembershipListener {
    @Override
    public void left(UUID cluster) {
      Session last = session;
      session = null;
      if (last != null) {
        last.close();
      }
    }

    @Override
    public void entered(UUID cluster, boolean founder, List<URI> endpoints) {
      ClusterKeys keys = new ClusterKeys(cluster);
      EtcdStore store = new EtcdStore(endpoints);
      try {
        UUID self = identity().peerId();
        FollowedStore followed = new FollowedStore(keys, new StoreNotes(folder));
        followed.meet(store, self, founder);
        if (founder && store.get(keys.peer(self)).isEmpty()) {
          store.commit(List.of(), List.of(new Change.Put(keys.peer(self), Json.write(peer()))));
        }
        AutoCloseable agent =
            store.lease(
                6,
                lease ->
                    store.commit(
                        List.of(),
                        List.of(
                            new Change.Put(
                                keys.agent(self),
                                Json.write(new Agent(1, Instant.EPOCH, "test")),
                                lease))));
        WatchedClusterView view = new WatchedClusterView(store, keys, followed);
        if (!view.awaitRevision(1, Duration.ofSeconds(30))) {
          throw new ClusterException(ErrorCode.UNAVAILABLE, "the view does not follow");
        }
        MemberSession members = membership().session(store, view);
        session =
            new Session(
                store, view, members, membership().activities(address(), view, members), agent);
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    }

    @Override
    public List<byte[]> sharedSecrets() {
      return List.of(SHARED);
    }

    @Override
    public void identityReplaced() {
      beginsAnew = true;
    }

    @Override
    public void endpointsChanged(List<URI> endpoints) {
      Session now = session;
      if (now != null) {
        now.store().reconnect(endpoints);
      }
    }
  }

  Peer peer() {
    return new Peer(
        identity().peerId(), name, List.of(address()), List.of("127.0.0.1:1"), Map.of(), 1);
  }

  NodeIdentity identity() {
    return requireNonNull(parts).identity();
  }

  ClusterMembership membership() {
    return requireNonNull(parts).membership();
  }

  PeerClient client() {
    return requireNonNull(parts).client();
  }

  boolean ready() {
    return session != null;
  }

  Session session() {
    return requireNonNull(session, name + " has no session");
  }

  EtcdMembership etcd() {
    return new EtcdMembership(session().store());
  }

  /** The whole node is lost: its etcd is killed with it. */
  void die() throws InterruptedException {
    EtcdChild etcd = end();
    if (etcd != null) {
      Deaths.kill(etcd);
    }
  }

  /** The node's process is killed; its etcd lives on. */
  void dieButEtcd() throws InterruptedException {
    EtcdChild etcd = end();
    if (etcd != null) {
      Deaths.leave(etcd);
    }
  }

  private @Nullable EtcdChild end() {
    Parts last = requireNonNull(parts);
    last.link().close();
    if (last.duty() != null) {
      last.duty().close();
    }
    EtcdChild etcd = last.membership().abandon();
    Session open = session;
    session = null;
    if (open != null) {
      // The lease is not revoked by a dead process; here it is, which only makes it quicker.
      open.close();
    }
    return etcd;
  }

  /** An orderly stop. */
  @Override
  public void close() {
    Parts last = parts;
    Session open = session;
    session = null;
    if (last != null) {
      last.membership().beginStop();
    }
    if (open != null) {
      open.close();
    }
    if (last != null) {
      if (last.duty() != null) {
        last.duty().close();
      }
      last.link().close();
      last.membership().close();
    }
  }
}
