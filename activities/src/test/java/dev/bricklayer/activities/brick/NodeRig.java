package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.trace.Spans;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One node with a store in memory; it can die and come up again on the same folders. */
final class NodeRig implements AutoCloseable {

  static final BrickChecks CREATE = new BrickChecks(false, false, false, true);

  final UUID peer;
  final InMemoryStore store = new InMemoryStore();
  final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  final WatchedClusterView view = new WatchedClusterView(store, keys);
  final BrickSettings settings;
  Journal journal;
  BrickProcesses processes;
  NodeBrickActivities node;
  private boolean frozen;

  /** The store has become another one than the node follows. */
  boolean foreign;

  NodeRig(Path folder, int volfilePort, NodeFileSystem files) {
    this(UUID.randomUUID(), folder, volfilePort, files, BrickSettings.Programs.DEFAULT, delays());
  }

  NodeRig(
      UUID peer,
      Path folder,
      int volfilePort,
      NodeFileSystem files,
      BrickSettings.Programs programs,
      BrickSettings.Delays delays) {
    this.peer = peer;
    settings =
        new BrickSettings(
            peer,
            new BrickSettings.Folders(
                folder.resolve("state"), folder.resolve("run"), folder.resolve("log")),
            BrickSettings.VolfileServer.tcp("127.0.0.1", volfilePort),
            programs,
            BrickSettings.PortRange.DEFAULT,
            delays,
            4);
    put(keys.engine(), new Engine(null, 1, "default"));
    journal = new Journal(settings.folders().state().resolve("journal"), files, Clock.systemUTC());
    processes = processes(files);
    node = node(files);
  }

  private NodeBrickActivities node(NodeFileSystem files) {
    return new NodeBrickActivities(
        settings, files, journal, processes, view, store, Spans.NONE, this::confirm);
  }

  private void confirm() {
    store.get(keys.engine()); // it answers
    if (foreign) {
      throw new ClusterException(ErrorCode.UNAVAILABLE, "the store is another one");
    }
  }

  /** Waits are short: what is waited for here does not come. */
  static BrickSettings.Delays delays() {
    return delays(Duration.ofSeconds(15));
  }

  static BrickSettings.Delays delays(Duration launch) {
    return new BrickSettings.Delays(
        Duration.ofMillis(200),
        Duration.ofMillis(200),
        launch,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofMillis(300),
        Duration.ofSeconds(2));
  }

  /** The node's process died and was started again. */
  void reboot(NodeFileSystem files) {
    node.close();
    journal = new Journal(settings.folders().state().resolve("journal"), files, Clock.systemUTC());
    processes = processes(files);
    node = node(files);
  }

  private BrickProcesses processes(NodeFileSystem files) {
    return new BrickProcesses(
        settings,
        files,
        new BrickPorts(settings.folders().state().resolve("ports.json"), settings.ports(), peer));
  }

  Ticket ticket() {
    return new Ticket(UUID.randomUUID(), OperationKind.CREATE_VOLUME, keys.shortId(), 1, 1);
  }

  Brick brick(String volume, UUID volumeId, int index, Path path) {
    return new Brick(
        UUID.randomUUID(),
        volumeId,
        volume,
        peer,
        "127.0.0.1",
        path.toString(),
        BrickType.BRICK,
        0,
        index);
  }

  /** Bricks of a new volume at these paths. */
  List<Brick> bricks(String volume, Path... paths) {
    UUID id = UUID.randomUUID();
    List<Brick> bricks = new ArrayList<>();
    for (Path path : paths) {
      bricks.add(brick(volume, id, bricks.size(), path));
    }
    return bricks;
  }

  NodeBricks task(Ticket ticket, List<Brick> bricks) {
    return new NodeBricks(
        ticket, bricks.get(0).volumeId(), bricks.get(0).volumeName(), bricks, false, 0);
  }

  void volume(VolumeState state, List<Brick> bricks) {
    Volume volume =
        new Volume(
            bricks.get(0).volumeId(),
            bricks.get(0).volumeName(),
            state,
            "tcp",
            List.of(new Subvol("s", SubvolType.DISTRIBUTE, 1, 0, 0, 0)),
            Map.of(),
            Map.of(),
            new VolumeAuth("u", "p"),
            0);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Put(keys.volume(volume.name()), Json.write(volume)));
    bricks.forEach(
        brick -> changes.add(new Change.Put(keys.brick(peer, brick.path()), Json.write(brick))));
    commit(changes);
  }

  /** The volume is gone and each of its bricks here is to be cleared. */
  void deleted(List<Brick> bricks) {
    Brick first = bricks.get(0);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(keys.volume(first.volumeName())));
    bricks.forEach(brick -> changes.add(new Change.Delete(keys.brick(peer, brick.path()))));
    changes.add(
        new Change.Put(
            keys.tombstone(peer, first.volumeId()),
            Json.write(new Tombstone(first.volumeId(), first.volumeName(), peer, bricks))));
    commit(changes);
  }

  void record(Ticket ticket, String volume, OperationState state, Outcome... outcome) {
    put(
        keys.operation(ticket.operation()),
        new Operation(
            ticket.operation(),
            ticket.kind(),
            "volume/" + volume,
            volume,
            "",
            state,
            ticket.epoch(),
            1,
            "test",
            "",
            "",
            null,
            Instant.EPOCH,
            null,
            outcome.length == 0 ? null : outcome[0],
            null,
            0,
            List.of(),
            null,
            null,
            null));
  }

  /** As the engine does it: the record is being undone meanwhile. It is gone after that. */
  void release(NodeBricks task) {
    undone(task, () -> node.release(task));
  }

  /** The same for the start. */
  void undoStart(NodeBricks task) {
    undone(task, () -> node.undoStart(task));
  }

  private void undone(NodeBricks task, Runnable undo) {
    record(task.ticket(), task.volumeName(), OperationState.UNDOING);
    try {
      undo.run();
    } finally {
      delete(keys.operation(task.ticket().operation()));
    }
  }

  /** The store loses the key, and everything that tells of it. */
  void delete(String key) {
    commit(List.of(new Change.Delete(key)));
  }

  /** The store has lost everything but the engine's epoch. */
  void emptyStore() {
    List<Change> changes = new ArrayList<>();
    store.list(keys.root()).entries().stream()
        .filter(entry -> !entry.key().equals(keys.engine()))
        .forEach(entry -> changes.add(new Change.Delete(entry.key())));
    commit(changes);
  }

  void debt(Ticket ticket, String... steps) {
    put(
        keys.debt(peer, ticket.operation()),
        new Debt(ticket.operation(), peer, List.of(steps), Instant.EPOCH));
  }

  void put(String key, Object value) {
    commit(List.of(new Change.Put(key, Json.write(value))));
  }

  /** The node's copy of the configuration stays as it is from now on. */
  void freezeView() {
    view.close();
    frozen = true;
  }

  private void commit(List<Change> changes) {
    long revision = store.commit(List.of(), changes).revision();
    if (!frozen && !view.awaitRevision(revision, Duration.ofSeconds(10))) {
      throw new AssertionError("the view does not follow");
    }
  }

  @Override
  public void close() {
    node.close();
    view.close();
    store.close();
  }
}
