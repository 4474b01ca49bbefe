package dev.bricklayer.api.node;

import dev.bricklayer.activities.brick.BrickKeeper;
import dev.bricklayer.activities.brick.DebtCollector;
import dev.bricklayer.activities.brick.NodeBrickActivities;
import dev.bricklayer.activities.brick.OrphanWatch;
import dev.bricklayer.activities.operation.OperationArchive;
import dev.bricklayer.activities.operation.OperationRecords;
import dev.bricklayer.activities.operation.StoreOperationActivities;
import dev.bricklayer.activities.peer.JoinerDebts;
import dev.bricklayer.activities.peer.StorePeerCommits;
import dev.bricklayer.activities.volfile.VolfileGenerator;
import dev.bricklayer.activities.volume.StoreVolumeCommits;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.auth.NodeSecrets;
import dev.bricklayer.api.auth.SecretKeeper;
import dev.bricklayer.api.auth.SecretRotation;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.event.EventLog;
import dev.bricklayer.api.operation.LostOperations;
import dev.bricklayer.api.operation.Operations;
import dev.bricklayer.api.operation.StoreRoom;
import dev.bricklayer.api.trace.Tracing;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.node.cluster.NodePresence;
import dev.bricklayer.node.converge.Converger;
import dev.bricklayer.node.engine.ClusterEngine;
import dev.bricklayer.node.engine.EngineConnection;
import dev.bricklayer.node.engine.EngineRoute;
import dev.bricklayer.node.engine.Heartbeats;
import dev.bricklayer.node.member.ClusterMembership;
import dev.bricklayer.node.member.MemberSession;
import dev.bricklayer.node.store.FollowedStore;
import dev.bricklayer.node.store.StoreBeats;
import dev.bricklayer.node.volfile.PublishedPorts;
import dev.bricklayer.workflows.Workflows;
import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.TaskQueues;
import dev.bricklayer.workflows.peer.PeerActivities;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of this process that belongs to one cluster; closed and made anew when the node joins
 * or leaves one.
 */
final class ClusterSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSession.class);
  private static final Duration STICKY_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration NODE_EVERY = Duration.ofSeconds(1);
  private static final Duration SECRET_EVERY = Duration.ofSeconds(5);
  private static final Duration OPERATIONS_EVERY = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final NodeParts parts;
  private final Peer self;
  private final EtcdStore store;
  private final WatchedClusterView view;
  private final FollowedStore followed;
  private final ClusterEngine engine;
  private final ClusterApi api;
  private final NodeBrickActivities bricks;

  /** Null until the node looks after its bricks. */
  private volatile @Nullable OrphanWatch orphans;

  /**
   * @param fresh whether the node is a cluster of its own
   */
  ClusterSession(
      NodeParts parts,
      NodeConfiguration configuration,
      Tracing tracing,
      UUID clusterId,
      boolean fresh,
      EtcdStore store,
      EngineRoute route,
      ClusterMembership membership,
      NodeSecrets secrets,
      StoreRoom room) {
    this.store = store;
    this.parts = parts;
    ClusterKeys keys = new ClusterKeys(clusterId);
    self = new NodeSettings(configuration).self(parts.self());
    closing.push(store);
    followed = meet(keys, fresh);
    view = new WatchedClusterView(store, keys, followed);
    closing.push(view);
    closing.push(new StoreBeats(store, followed, view));
    EventLog log = new EventLog(store, keys, parts.counters()::eventDropped);
    closing.push(log);
    parts.events().into(log);
    NodePresence presence = announce(keys, fresh);
    bricks =
        new NodeBrickActivities(
            parts.settings(),
            parts.files(),
            parts.journal(),
            parts.bricks(),
            view,
            store,
            tracing.spans(),
            () -> followed.confirm(store));
    closing.push(bricks);
    OperationRecords records = new OperationRecords(store, () -> keys, parts.clock());
    MemberSession members = membership.session(store, view);
    if (members != null) {
      closing.push(members);
    }
    PeerActivities peerActivities =
        membership.activities(self.peerAddresses().get(0), view, members);
    boolean apiRole = configuration.roles().contains(NodeConfiguration.Role.API);
    boolean nodeRole = configuration.roles().contains(NodeConfiguration.Role.NODE);
    engine =
        new ClusterEngine(
            parts.self(),
            store,
            view,
            configuration.temporal().target() != null,
            configuration.temporal().namespace(),
            route,
            target -> {
              EngineConnection connection =
                  new EngineConnection(
                      target,
                      configuration.temporal().namespace(),
                      self.name() + " (" + self.host() + ")",
                      null,
                      tracing.clientInterceptors(),
                      workerInterceptors(tracing));
              try {
                if (apiRole) {
                  clusterWorker(connection, keys, store, peerActivities);
                }
                if (nodeRole) {
                  nodeWorker(connection, keys, bricks);
                }
                connection.workers().start();
              } catch (RuntimeException e) {
                connection.close(); // it asks the engine, which may be away
                throw e;
              }
              return connection;
            });
    closing.push(engine);
    closing.push(presence);
    view.onChange(engine);
    if (nodeRole) {
      closing.push(keepNode(store, bricks, followed));
    }
    closing.push(keepSecret(new SecretKeeper(parts.self(), fresh, store, view, secrets), followed));
    SessionEngine access =
        new SessionEngine(view, engine, configuration, membership, followed, room);
    Operations operations =
        new Operations(
            view,
            records,
            access,
            configuration.operations().syncWait().toJavaDuration(),
            parts.clock(),
            started -> parts.counters().operationStarted(started.kind()));
    if (apiRole) {
      closing.push(
          keepOperations(
              new LostOperations(view, access, operations, parts.clock()),
              new JoinerDebts(view, store, peerActivities),
              store,
              followed));
    }
    api = new ClusterApi(view, operations, new SecretRotation(store, keys));
    engine.changed(java.util.Set.of(), 0);
  }

  private FollowedStore meet(ClusterKeys keys, boolean fresh) {
    return orClosed(
        () -> {
          FollowedStore followed = new FollowedStore(keys, parts.storeNotes());
          followed.meet(store, parts.self(), fresh);
          return followed;
        });
  }

  private NodePresence announce(ClusterKeys keys, boolean fresh) {
    return orClosed(
        () ->
            NodePresence.announce(
                store, keys, self, fresh, dev.bricklayer.api.Bricklayer.version(), parts.clock()));
  }

  /**
   * A store that is away fails this, and it is tried again: nothing may stay open of the failed
   * try.
   */
  private <T> T orClosed(Supplier<T> part) {
    try {
      return part.get();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<WorkerInterceptor> workerInterceptors(Tracing tracing) {
    List<WorkerInterceptor> all = new ArrayList<>(tracing.workerInterceptors());
    all.add(new Heartbeats());
    all.addAll(AddedInterceptors.all());
    return all;
  }

  /** What this node keeps true without being asked. */
  private Converger keepNode(
      ClusterStore store, NodeBrickActivities bricks, FollowedStore followed) {
    BrickKeeper keeper =
        new BrickKeeper(
            parts.settings(), bricks, parts.journal(), view, parts.bricks(), parts.events());
    closing.push(keeper);
    PublishedPorts ports =
        new PublishedPorts(parts.self(), self().host(), store, view, parts.ports());
    closing.push(ports);
    DebtCollector debts = bricks.debtCollector();
    OrphanWatch watch = new OrphanWatch(bricks.orphans(), parts.events());
    orphans = watch;
    Converger converger =
        new Converger(
            List.of(
                new Converger.Duty("debts of this node", onceRead(followed, debts::collect)),
                new Converger.Duty("ports of bricks", onceRead(followed, ports::publish))
                    .fromTimeToTime(),
                new Converger.Duty("orphans", onceRead(followed, watch::lookSometimes))
                    .fromTimeToTime(),
                new Converger.Duty("the self-heal daemon", onceRead(followed, this::keepSelfHeal))),
            NODE_EVERY);
    view.onChange(converger);
    converger.start();
    return converger;
  }

  /**
   * Nothing is done by a copy that is still being read: it shows some things, debts for example,
   * and not yet others, such as peers and open operations. Nor while the store is another one.
   */
  private Converger.Action onceRead(FollowedStore followed, Converger.Action duty) {
    return () -> {
      if (view.revision() > 0 && followed.complaint().isEmpty()) {
        duty.run();
      }
    };
  }

  private void keepSelfHeal() {
    List<VolumeView> volumes = view.volumes();
    boolean wanted = VolfileGenerator.selfHealWanted(parts.self(), volumes);
    OrphanWatch watch = orphans;
    if (!wanted && watch != null && watch.serving()) {
      return; // bricks run whose volumes are missing: whether it heals them nobody can say
    }
    parts
        .selfHeal()
        .ensure(wanted ? Optional.of(parts.selfHealGraph().key(volumes)) : Optional.empty());
  }

  private Converger keepSecret(SecretKeeper keeper, FollowedStore followed) {
    Converger converger =
        new Converger(
            List.of(
                new Converger.Duty("the secret of the ReST API", onceRead(followed, keeper::keep))),
            SECRET_EVERY);
    view.onChange(converger);
    converger.start();
    return converger;
  }

  /** What an API node keeps true for the cluster. */
  private Converger keepOperations(
      LostOperations lost, JoinerDebts joiners, ClusterStore records, FollowedStore followed) {
    OperationArchive archive = new OperationArchive(records, view);
    Converger converger =
        new Converger(
            List.of(
                new Converger.Duty("operations that nobody runs", onceRead(followed, lost::pickUp)),
                new Converger.Duty(
                    "debts of nodes that were not added", onceRead(followed, joiners::collect)),
                new Converger.Duty(
                    "the archive of operations", onceRead(followed, archive::sweep))),
            OPERATIONS_EVERY);
    converger.start();
    return converger;
  }

  private Peer self() {
    return view.peer(parts.self()).orElse(self);
  }

  private void clusterWorker(
      EngineConnection connection, ClusterKeys keys, ClusterStore store, PeerActivities peers) {
    Worker worker =
        connection
            .workers()
            .newWorker(
                TaskQueues.cluster(keys.shortId()),
                WorkerOptions.newBuilder()
                    .setMaxConcurrentWorkflowTaskPollers(2)
                    .setMaxConcurrentActivityTaskPollers(1)
                    .setMaxConcurrentWorkflowTaskExecutionSize(32)
                    .setMaxConcurrentLocalActivityExecutionSize(32)
                    .setMaxConcurrentActivityExecutionSize(8)
                    .setStickyQueueScheduleToStartTimeout(STICKY_TIMEOUT)
                    .build());
    Workflows.register(worker, ActivityPolicies.STANDARD);
    worker.registerActivitiesImplementations(
        new StoreOperationActivities(store, () -> keys, parts.clock(), parts.events()),
        new StoreVolumeCommits(store, () -> keys, parts.clock()),
        new StorePeerCommits(store, () -> keys, parts.clock()),
        peers);
  }

  private void nodeWorker(
      EngineConnection connection, ClusterKeys keys, NodeBrickActivities bricks) {
    Worker worker =
        connection
            .workers()
            .newWorker(
                TaskQueues.node(keys.shortId(), parts.self()),
                WorkerOptions.newBuilder()
                    .setMaxConcurrentActivityTaskPollers(2)
                    .setMaxConcurrentActivityExecutionSize(8)
                    .build());
    worker.registerActivitiesImplementations(bricks);
  }

  /** Brick paths of this node that belong to no volume, at the last look. */
  int orphans() {
    OrphanWatch watch = orphans;
    return watch == null ? 0 : watch.number();
  }

  NodeBrickActivities bricks() {
    return bricks;
  }

  ClusterApi api() {
    return api;
  }

  /** Why the store is not followed; empty while it is. */
  Optional<String> storeComplaint() {
    return followed.complaint();
  }

  boolean engineConnected() {
    return engine.current().filter(EngineConnection::connected).isPresent();
  }

  EtcdStore store() {
    return store;
  }

  WatchedClusterView view() {
    return view;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the node did not close: {}", e.toString());
      }
    }
  }
}
