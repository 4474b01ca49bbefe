package dev.bricklayer.api.node;

import dev.bricklayer.activities.brick.BrickRuntime;
import dev.bricklayer.activities.brick.NodeBrickActivities;
import dev.bricklayer.activities.volfile.VolfileCache;
import dev.bricklayer.api.Bricklayer;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.auth.NodeSecrets;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.config.VolfileAuth;
import dev.bricklayer.api.event.NodeEvents;
import dev.bricklayer.api.log.NodeLogging;
import dev.bricklayer.api.metrics.NodeMetrics;
import dev.bricklayer.api.operation.StoreRoom;
import dev.bricklayer.api.orphan.OrphansResource;
import dev.bricklayer.api.peer.JoinTokenResource;
import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.api.trace.Tracing;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.node.child.ChildSupervisor;
import dev.bricklayer.node.child.EtcdSettings;
import dev.bricklayer.node.facts.LocalBricks;
import dev.bricklayer.node.facts.NodeChecks;
import dev.bricklayer.node.facts.OrphanCalls;
import dev.bricklayer.node.facts.RemoteBricks;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.member.ClusterMembership;
import dev.bricklayer.node.member.ClusterMembershipListener;
import dev.bricklayer.node.member.NodeFacts;
import dev.bricklayer.node.member.Readmission;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.SignedInBricks;
import dev.bricklayer.node.rpc.VolfileService;
import dev.bricklayer.node.rpc.connector.UnixSocketListener;
import dev.bricklayer.node.space.MemberSpace;
import dev.bricklayer.node.space.StoreSpace;
import dev.bricklayer.node.volfile.ClusterVolfiles;
import dev.bricklayer.node.volfile.KnownPorts;
import dev.bricklayer.node.volfile.OpVersions;
import dev.bricklayer.node.volfile.SpecChanges;
import dev.bricklayer.node.volfile.VolfileAccess;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root of a node. HTTP and gluster RPC answer as soon as the server listens; the
 * store, the copy of the configuration and the engine follow in the background.
 */
public final class NodeProcess implements Managed, ClusterMembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

  private final NodeConfiguration configuration;
  private final NodeSettings settings;
  private final NodeIdentity identity;
  private final NodeParts parts;
  private final NodeSecrets secrets;
  private final Tracing tracing;
  private final ClusterVolfiles volfiles;
  private final GlusterRpc rpc;
  private final NodeMetrics metrics = new NodeMetrics();
  private final PeerCalls calls = new PeerCalls();
  private final NodeTls tls;
  private final PeerClient peers;
  private final EngineHost engine;
  private final NodeBackups backups;
  private final ClusterMembership membership;
  private final Runnable restart;
  private final @Nullable StoreSpace space;
  private final ExecutorService background = Executors.newFixedThreadPool(8, NodeProcess::daemon);
  private volatile @Nullable ClusterSession session;
  private volatile @Nullable LinkServer link;
  private @Nullable UnixSocketListener unixSocket;

  /**
   * @param restart ends this process's node in an orderly way and begins it anew; returns at once
   */
  public NodeProcess(NodeConfiguration configuration, Runnable restart) {
    this.configuration = configuration;
    this.restart = restart;
    settings = new NodeSettings(configuration);
    NodeFolders.make(configuration);
    NodeBackups.restoreIdentity(configuration.stateDir());
    identity = NodeIdentity.open(configuration.stateDir());
    secrets = settings.secrets();
    UUID self = identity.peerId();
    NodeLogging.peer(self);
    SignedInBricks ports = new SignedInBricks(this::neighboursPort);
    parts =
        NodeParts.of(
            self,
            configuration,
            ports,
            this::view,
            this::volfiles,
            new NodeEvents(self, metrics.counters(), Clock.systemUTC()),
            metrics.counters());
    String endpoint = configuration.tracing().otlpEndpoint();
    tracing =
        endpoint == null
            ? Tracing.off()
            : Tracing.to(endpoint, configuration.name(), self, Bricklayer.version());
    volfiles =
        new ClusterVolfiles(
            self,
            this::view,
            parts.volfiles(),
            new OpVersions(parts.xlators()),
            new VolfileCache(configuration.stateDir()),
            parts.selfHealGraph(),
            parts.selfHeal().pidFile(),
            new VolfileAccess(
                parts.files(),
                configuration.runDir().toAbsolutePath().normalize(),
                configuration.cluster().volfileAuth() == VolfileAuth.ADDRESS));
    rpc = new GlusterRpc(volfiles, parts.ports(), parts.clients(), (operation, facts, peer) -> {});
    tls = new NodeTls(configuration, identity, calls, this::store, this::leads);
    peers = tls.peers();
    engine =
        new EngineHost(
            self, configuration, peers, this::view, parts.events()::engineDatabaseSetAside);
    backups =
        new NodeBackups(
            configuration.stateDir(),
            configuration.backup(),
            identity,
            peers,
            calls,
            this::store,
            this::view,
            parts.events());
    ClusterMembership.Host host =
        new ClusterMembership.Host(this::nodeFacts, this::store, this, tls.joining());
    List<URI> endpoints = configuration.etcd().endpoints().stream().map(URI::create).toList();
    membership =
        endpoints.isEmpty()
            ? ClusterMembership.embedded(settings.etcd(), identity, peers, calls, host)
            : ClusterMembership.external(endpoints, identity, peers, calls, host);
    space = endpoints.isEmpty() ? space(settings.etcd()) : null;
  }

  private StoreSpace space(EtcdSettings etcd) {
    StoreSpace.Members members =
        new StoreSpace.Members(
            membership::ownMember, membership::endpoints, etcd.quotaBytes(), etcd.limitBytes());
    return new StoreSpace(identity, peers, members, parts.events()).serve(calls);
  }

  /** What is known of the room in the embedded store. */
  private Optional<MemberSpace> room() {
    return space == null ? Optional.empty() : space.last();
  }

  /** Registers everything with the server, which starts after this. */
  public void register(Environment environment) {
    configuration.connector().setRpc(rpc);
    LocalBricks local = new LocalBricks(parts.bricks(), parts.files());
    RemoteBricks.serve(calls, local);
    NodeChecks checks =
        new NodeChecks(identity.peerId(), peers, () -> session().map(ClusterSession::bricks))
            .serve(calls);
    PeerProbe probe = new LinkPeerProbe(peers);
    HttpRoutes routes =
        new HttpRoutes(
            identity,
            configuration,
            tracing,
            secrets,
            this::api,
            new InstalledOptions(parts.xlators()),
            new ClusterBrickFacts(
                identity.peerId(), this::api, local, new RemoteBricks(peers), background),
            probe,
            new Readmission(
                    identity,
                    peers,
                    settings.self(identity.peerId()).peerAddresses().get(0),
                    configuration.etcd().endpoints().isEmpty(),
                    () -> secrets.accepted().get(0))
                ::readmit,
            new LinkStepChecks(() -> api().view(), checks, probe),
            background);
    routes.register(environment);
    OrphanCalls orphans =
        new OrphanCalls(
                identity.peerId(),
                peers,
                () -> session().map(ClusterSession::bricks).map(NodeBrickActivities::orphans))
            .serve(calls);
    environment.jersey().register(new OrphansResource(this::api, orphans::of, background));
    environment.jersey().register(backups.resource());
    environment
        .jersey()
        .register(
            backups.restoring(
                settings.self(identity.peerId()).peerAddresses().get(0), parts.files(), restart));
    environment.jersey().register(new JoinTokenResource(tls::token));
    new AdminPort(
            configuration,
            parts,
            backups.schedule(),
            membership,
            this::session,
            this::room,
            () -> Optional.ofNullable(link))
        .register(environment, metrics, rpc, routes);
    environment.lifecycle().manage(this);
  }

  @Override
  public void start() throws IOException {
    if (parts.bricks().kind() == BrickRuntime.Kind.SIMULATED) {
      LOG.warn(
          "bricks.runtime is simulated: this node's bricks have no process and serve no data; for"
              + " tests of scale only");
    }
    tls.start();
    link =
        new LinkServer(
            configuration.peerAddress().host(),
            configuration.peerAddress().port(),
            identity,
            tls.link(),
            calls,
            engine::port,
            membership::etcdPort,
            this::peerAddresses);
    unixSocket = UnixSocketListener.open(settings.socket(), rpc);
    background.execute(
        () -> LOG.debug("{} xlators are installed", parts.xlators().get().all().size()));
    membership.start();
    backups.start();
    if (space != null) {
      space.start();
    }
  }

  @Override
  public void entered(UUID cluster, boolean founder, List<URI> endpoints) {
    secrets.enter(cluster, founder);
    ClusterSession opened =
        new ClusterSession(
            parts,
            configuration,
            tracing,
            cluster,
            founder,
            backups.filled(new EtcdStore(endpoints)),
            engine,
            membership,
            secrets,
            new StoreRoom(this::room));
    opened.view().onChange(new SpecChanges(volfiles, parts.clients(), parts.self()));
    session = opened;
    LOG.info("the node is ready: peer {} of cluster {}", identity.peerId(), cluster);
  }

  @Override
  public void left(UUID cluster) {
    ClusterSession now = session;
    session = null;
    if (now != null) {
      now.close();
    }
    engine.leave();
    LOG.info("left cluster {}", cluster);
  }

  @Override
  public void endpointsChanged(List<URI> endpoints) {
    ClusterSession now = session;
    if (now != null) {
      now.store().reconnect(endpoints);
    }
  }

  @Override
  public List<byte[]> sharedSecrets() {
    return secrets.accepted();
  }

  @Override
  public void identityReplaced() {
    restart.run();
  }

  private Optional<ClusterSession> session() {
    return Optional.ofNullable(session);
  }

  private Optional<ClusterStore> store() {
    return session().map(ClusterSession::store);
  }

  private Optional<ClusterView> view() {
    return session().map(ClusterSession::view);
  }

  private boolean leads() {
    return view()
        .flatMap(ClusterView::engine)
        .filter(engine -> identity.peerId().equals(engine.peer()))
        .isPresent();
  }

  /** Of all nodes that this one has ever heard of in its cluster. */
  private List<String> peerAddresses() {
    return Stream.concat(
            identity.state().peers().stream().map(KnownPeer::address),
            view().stream()
                .flatMap(known -> known.peers().stream())
                .flatMap(peer -> peer.peerAddresses().stream()))
        .distinct()
        .toList();
  }

  private VolfileService volfiles() {
    return volfiles;
  }

  private OptionalInt neighboursPort(String path) {
    return view()
        .map(known -> KnownPorts.ofNeighbour(known, identity.peerId(), path))
        .orElse(OptionalInt.empty());
  }

  private NodeFacts nodeFacts() {
    Peer self = settings.self(identity.peerId());
    return new NodeFacts(
        self.name(),
        Bricklayer.version(),
        self.level(),
        self.peerAddresses(),
        self.clientAddresses(),
        self.metadata().get(Peer.BRICKS),
        view()
            .map(
                known ->
                    new NodeFacts.OwnCluster(
                        known.peers().size(),
                        known.volumes().size(),
                        !known.openOperations().isEmpty()))
            .orElse(null));
  }

  private ClusterApi api() {
    ClusterSession now = session;
    if (now == null) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          membership
              .complaint()
              .orElse("the node is starting or changing clusters; try again in a moment"),
          java.util.Map.of("retry-after", "1"));
    }
    return now.api();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "background");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends everything but the bricks and the gluster daemons, within 4 seconds. */
  @Override
  public void stop() throws IOException {
    List<ChildSupervisor> children = new ArrayList<>(engine.children());
    ClusterSession now = session;
    session = null;
    if (now != null) {
      now.close();
    }
    if (space != null) {
      space.close();
    }
    backups.close();
    membership.beginStop();
    ChildSupervisor.stopAll(children);
    engine.closeForwarder();
    membership.close();
    tls.close();
    if (link != null) {
      link.close();
    }
    if (unixSocket != null) {
      unixSocket.close();
    }
    rpc.close();
    parts.close();
    background.shutdownNow();
    tracing.close();
  }
}
