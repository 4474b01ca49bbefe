package dev.bricklayer.api.node;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.api.Bricklayer;
import dev.bricklayer.api.backup.BackupResource;
import dev.bricklayer.api.backup.RestoreResource;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.node.backup.BackupCopies;
import dev.bricklayer.node.backup.BackupSchedule;
import dev.bricklayer.node.backup.BackupSettings;
import dev.bricklayer.node.backup.BrickMarks;
import dev.bricklayer.node.backup.ClusterBackup;
import dev.bricklayer.node.backup.ClusterRestore;
import dev.bricklayer.node.backup.NodeFileCalls;
import dev.bricklayer.node.backup.NodeFiles;
import dev.bricklayer.node.backup.RestoreStage;
import dev.bricklayer.node.backup.StoreFilling;
import dev.bricklayer.node.converge.Converger;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Back-up and restore as a node does them. */
final class NodeBackups implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

  private final NodeIdentity identity;
  private final Supplier<Optional<ClusterStore>> store;
  private final ClusterBackup backup;
  private final RestoreStage stage;
  private final BackupSchedule schedule;
  private final Converger duties;
  private final Path work;

  /**
   * @param stateDir where files lie while they are written, sent and received; what an earlier run
   *     left of them is deleted
   */
  NodeBackups(
      Path stateDir,
      BackupSettings settings,
      NodeIdentity identity,
      PeerClient peers,
      PeerCalls calls,
      Supplier<Optional<ClusterStore>> store,
      Supplier<Optional<ClusterView>> view,
      BackupSchedule.Listener events) {
    this.identity = identity;
    this.store = store;
    this.stage = new RestoreStage(stateDir);
    this.work = emptied(stateDir.resolve("backup-work"));
    NodeFiles files = new NodeFiles(stateDir);
    NodeFileCalls.serve(calls, files);
    this.backup =
        new ClusterBackup(
            identity, files, new NodeFileCalls(peers), Bricklayer.version(), Clock.systemUTC());
    BackupCopies.serve(calls, settings.folder());
    this.schedule =
        new BackupSchedule(settings, backup, new BackupCopies(peers), events, Clock.systemUTC());
    this.duties =
        new Converger(List.of(new Converger.Duty("backups", () -> keep(view))), LOOK_EVERY);
  }

  /** Begins with scheduled backups. */
  void start() {
    duties.start();
  }

  @Override
  public void close() {
    duties.close();
  }

  BackupSchedule schedule() {
    return schedule;
  }

  private void keep(Supplier<Optional<ClusterView>> view) {
    ClusterView known = view.get().orElse(null);
    ClusterStore there = store.get().orElse(null);
    if (known != null
        && there != null
        && known.revision() > 0
        && known.staleFor().isZero()
        && leads(known)) {
      schedule.look(there, known, identity.peerId());
    }
  }

  /** The engine's node; where no node runs it, the first whose agent lives. */
  private boolean leads(ClusterView known) {
    UUID self = identity.peerId();
    return known
        .engine()
        .flatMap(engine -> Optional.ofNullable(engine.peer()))
        .or(
            () ->
                known.peers().stream()
                    .map(Peer::id)
                    .filter(peer -> known.agent(peer).isPresent())
                    .min(Comparator.naturalOrder()))
        .filter(self::equals)
        .isPresent();
  }

  BackupResource resource() {
    return new BackupResource(this::requireStore, backup, work);
  }

  /**
   * @param address {@code host:port} under which other nodes reach this one
   * @param restart makes the node begin anew, soon
   */
  RestoreResource restoring(String address, NodeFileSystem files, Runnable restart) {
    return new RestoreResource(
        this::requireStore,
        () -> new ClusterKeys(identity.clusterId()),
        new ClusterRestore(identity, stage, new BrickMarks(files), address, Clock.systemUTC()),
        work,
        restart);
  }

  /** The first step of a restore that was begun, before the node knows who it is. */
  static void restoreIdentity(Path stateDir) {
    new RestoreStage(stateDir).begin();
  }

  /** The second, before the store is read. */
  EtcdStore filled(EtcdStore empty) {
    try {
      new StoreFilling(stage, Clock.systemUTC()).fill(empty);
      return empty;
    } catch (RuntimeException e) {
      empty.close();
      throw e;
    }
  }

  private ClusterStore requireStore() {
    return store
        .get()
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.UNAVAILABLE,
                    "the node is starting or changing clusters; try again in a moment",
                    Map.of("retry-after", "1")));
  }

  private static Path emptied(Path folder) {
    try {
      StableStorage.makeFolders(folder);
      try (Stream<Path> left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be used", e);
    }
  }
}
