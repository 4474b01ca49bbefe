package dev.bricklayer.api.metrics;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.node.space.MemberSpace;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What is read when Prometheus asks. */
final class NodeGauges {
  private final PrometheusRegistry registry;
  private final NodeFigures figures;

  NodeGauges(PrometheusRegistry registry, NodeFigures figures) {
    this.registry = registry;
    this.figures = figures;
  }

  void register() {
    cluster();
    space();
    gauge(
        "bricklayer_engine_connected",
        "Whether this node is connected to the workflow engine",
        () -> figures.engineConnected() ? 1 : 0);
    states(
        "bricklayer_bricks",
        "This node's bricks by what their processes do",
        callback -> {
          callback.call(bricks(true, true), "online");
          callback.call(bricks(true, false), "offline");
          callback.call(bricks(false, false), "stopped");
        });
    gauge(
        "bricklayer_bricks_simulated",
        "Whether this node's bricks are simulated: no process, no data",
        () -> figures.bricksSimulated() ? 1 : 0);
    gauge(
        "bricklayer_orphans",
        "Brick paths of this node that belong to no volume",
        figures::orphans);
    gauge(
        "bricklayer_backup_failed",
        "Whether this node's last scheduled backup failed or has fewer copies than it should",
        () -> figures.backupFailed() ? 1 : 0);
    gauge(
        "bricklayer_backup_success_time_seconds",
        "When this node has last written a scheduled backup; 0 when it has not since its start",
        () -> figures.backupSucceeded().orElse(0));
    gauge(
        "bricklayer_self_heal_daemon_up",
        "Whether this node's self-heal daemon runs",
        () -> figures.selfHealRunning() ? 1 : 0);
    gauge("bricklayer_ready", "Whether this node takes changes", () -> figures.ready() ? 1 : 0);
    gauge(
        "bricklayer_store_member_faulty",
        "Whether this node's member of the embedded store cannot work",
        () -> figures.memberFaulty() ? 1 : 0);
    gauge(
        "bricklayer_peer_connections",
        "Open connections of the port between nodes",
        figures::peerConnections);
    CounterWithCallback.builder()
        .name("bricklayer_peer_connections_turned_away_total")
        .help("Connections of the port between nodes that were closed because too many stood there")
        .callback(callback -> callback.call(figures.peerConnectionsTurnedAway()))
        .register(registry);
    gauge(
        "bricklayer_rpc_connections",
        "Open connections of gluster clients, bricks and daemons",
        figures::rpcConnections);
    gauge(
        "bricklayer_rpc_held_bytes",
        "Bytes of gluster RPC requests and answers held in memory",
        figures::rpcHeldBytes);
    gauge(
        "bricklayer_changes_in_hand",
        "Changing requests that this node works on or that wait for their operations",
        figures::changesInHand);
    CounterWithCallback.builder()
        .name("bricklayer_changes_refused_total")
        .help("Changing requests that were one too many and answered with 429")
        .callback(callback -> callback.call(figures.changesRefused()))
        .register(registry);
    gauge(
        "bricklayer_operation_streams",
        "Live streams of operations that are open",
        figures::operationStreams);
    gauge(
        "process_resident_memory_bytes",
        "Memory of this process that is in RAM",
        ResidentMemory::bytes);
  }

  private void cluster() {
    gauge(
        "bricklayer_store_reachable",
        "Whether this node hears from the configuration store now",
        () -> figures.view().filter(view -> view.staleFor().isZero()).isPresent() ? 1 : 0);
    gauge(
        "bricklayer_store_recognised",
        "Whether the configuration store is the one that this node's cluster had before",
        () -> figures.storeRecognised() ? 1 : 0);
    ofView(
        "bricklayer_view_staleness_seconds",
        "How long this node's copy of the configuration has not heard from the store",
        view -> view.staleFor().toNanos() / 1e9);
    ofView(
        "bricklayer_view_revision",
        "The store's revision that this node's copy has reached",
        ClusterView::revision);
    ofView(
        "bricklayer_operations_open",
        "Operations of the cluster that have not ended",
        view -> view.openOperations().size());
    ofView(
        "bricklayer_debts",
        "What ended operations left to be undone on nodes of the cluster",
        view -> view.debts().size());
    states(
        "bricklayer_agents",
        "Nodes of the cluster by whether their agents are seen alive",
        callback -> {
          callback.call(agents(true), "up");
          callback.call(agents(false), "down");
        });
    states(
        "bricklayer_volumes",
        "Volumes of the cluster",
        callback -> {
          callback.call(volumes(state -> state == VolumeState.STARTED), "started");
          callback.call(volumes(state -> state != VolumeState.STARTED), "stopped");
        });
  }

  private void space() {
    ofSpace(
        "bricklayer_store_size_bytes",
        "Size of the embedded store's database, of this node's member or of one that it reaches",
        MemberSpace::size);
    ofSpace(
        "bricklayer_store_in_use_bytes",
        "Bytes of that database that hold something",
        MemberSpace::inUse);
    ofSpace(
        "bricklayer_store_quota_bytes",
        "How large that database may grow by ordinary changes",
        MemberSpace::quota);
    ofSpace(
        "bricklayer_store_full",
        "Whether the embedded store takes no changes because a database has reached its limit",
        space -> space.alarm() ? 1 : 0);
  }

  private void ofSpace(String name, String help, ToDoubleFunction<MemberSpace> figure) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(
            callback ->
                figures.storeSpace().ifPresent(space -> callback.call(figure.applyAsDouble(space))))
        .register(registry);
  }

  private double agents(boolean up) {
    return figures
        .view()
        .map(
            view ->
                view.peers().stream()
                    .filter(peer -> view.agent(peer.id()).isPresent() == up)
                    .count())
        .orElse(0L);
  }

  private double volumes(Predicate<VolumeState> wanted) {
    return figures
        .view()
        .map(
            view ->
                view.volumes().stream()
                    .filter(volume -> wanted.test(volume.volume().state()))
                    .count())
        .orElse(0L);
  }

  private double bricks(boolean started, boolean running) {
    UUID self = figures.self();
    return figures
        .view()
        .map(
            view ->
                view.bricksOn(self).stream()
                    .filter(brick -> started(view, brick) == started)
                    .filter(brick -> !started || figures.running(brick) == running)
                    .count())
        .orElse(0L);
  }

  private static boolean started(ClusterView view, Brick brick) {
    return view.volume(brick.volumeId())
        .map(VolumeView::volume)
        .filter(volume -> volume.state() == VolumeState.STARTED)
        .isPresent();
  }

  /** A figure of the copy; absent while there is none. */
  private void ofView(String name, String help, ToDoubleFunction<ClusterView> figure) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(
            callback -> figures.view().ifPresent(view -> callback.call(figure.applyAsDouble(view))))
        .register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier figure) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(figure.getAsDouble()))
        .register(registry);
  }

  private void states(
      String name, String help, java.util.function.Consumer<GaugeWithCallback.Callback> figures) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("state")
        .callback(figures)
        .register(registry);
  }
}
