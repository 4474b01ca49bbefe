package dev.bricklayer.api.node;

import dev.bricklayer.activities.brick.BrickPorts;
import dev.bricklayer.activities.brick.BrickProcesses;
import dev.bricklayer.activities.brick.BrickRuntime;
import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.activities.brick.SimulatedBricks;
import dev.bricklayer.activities.daemon.SelfHeal;
import dev.bricklayer.activities.daemon.SelfHealDaemon;
import dev.bricklayer.activities.daemon.SimulatedSelfHeal;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.volfile.GraphTemplates;
import dev.bricklayer.activities.volfile.SelfHealGraph;
import dev.bricklayer.activities.volfile.VolfileGenerator;
import dev.bricklayer.activities.xlator.InstalledXlators;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.event.NodeEvents;
import dev.bricklayer.api.metrics.NodeCounters;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.node.rpc.RpcClients;
import dev.bricklayer.node.rpc.SignedInBricks;
import dev.bricklayer.node.rpc.SimulatedEndpoint;
import dev.bricklayer.node.rpc.VolfileService;
import dev.bricklayer.node.store.StoreNotes;
import dev.bricklayer.node.volfile.KnownPorts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What lives as long as the process, whatever cluster the node belongs to. */
record NodeParts(
    UUID self,
    BrickSettings settings,
    NodeFileSystem files,
    StoreNotes storeNotes,
    Journal journal,
    BrickRuntime bricks,
    SignedInBricks ports,
    RpcClients clients,
    Supplier<XlatorTables> xlators,
    Supplier<VolfileGenerator> volfiles,
    SelfHealGraph selfHealGraph,
    SelfHeal selfHeal,
    NodeEvents events,
    NodeCounters counters,
    Clock clock) {

  static NodeParts of(
      UUID self,
      NodeConfiguration configuration,
      SignedInBricks ports,
      Supplier<Optional<ClusterView>> view,
      Supplier<VolfileService> served,
      NodeEvents events,
      NodeCounters counters) {
    BrickSettings settings = new NodeSettings(configuration).bricks(self);
    KnownPorts known = new KnownPorts(self, ports, view);
    NodeFileSystem files = new LinuxFileSystem();
    Clock clock = Clock.systemUTC();
    Path state = settings.folders().state();
    BrickPorts brickPorts = new BrickPorts(state.resolve("ports"), settings.ports(), self);
    boolean simulated = new NodeSettings(configuration).simulated();
    SimulatedEndpoint endpoint = new SimulatedEndpoint(served, ports);
    Supplier<XlatorTables> xlators = new Once<>(() -> xlators(configuration, state));
    Supplier<VolfileGenerator> volfiles =
        new Once<>(() -> new VolfileGenerator(xlators.get(), GraphTemplates.builtIn(), known::of));
    return new NodeParts(
        self,
        settings,
        files,
        new StoreNotes(state),
        new Journal(state.resolve("journal"), files, clock),
        simulated
            ? new SimulatedBricks(settings, files, brickPorts, endpoint, clock)
            : new BrickProcesses(settings, files, brickPorts),
        ports,
        new RpcClients(clock),
        xlators,
        volfiles,
        new SelfHealGraph(self, volfiles),
        simulated ? new SimulatedSelfHeal(settings, endpoint) : new SelfHealDaemon(settings, files),
        events,
        counters,
        clock);
  }

  /** Ends the watch over what runs, which goes on: the node begins anew in the same process. */
  void close() {
    selfHeal.close();
  }

  private static XlatorTables xlators(NodeConfiguration configuration, Path state) {
    Path folder = configuration.glusterfs().xlatorDir();
    return new InstalledXlators(
            folder == null
                ? InstalledXlators.folder(configuration.glusterfs().glusterfsd())
                : folder,
            state.resolve("cache"))
        .read();
  }
}
