package dev.bricklayer.api.node;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.api.Bricklayer;
import dev.bricklayer.api.backup.BackupResource;
import dev.bricklayer.api.backup.RestoreResource;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.node.backup.BrickMarks;
import dev.bricklayer.node.backup.ClusterBackup;
import dev.bricklayer.node.backup.ClusterRestore;
import dev.bricklayer.node.backup.NodeFileCalls;
import dev.bricklayer.node.backup.NodeFiles;
import dev.bricklayer.node.backup.RestoreStage;
import dev.bricklayer.node.backup.StoreFilling;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Back-up and restore as a node does them. */
final class NodeBackups {
  private final NodeIdentity identity;
  private final Supplier<Optional<ClusterStore>> store;
  private final ClusterBackup backup;
  private final RestoreStage stage;
  private final Path work;

  /**
   * @param stateDir where files lie while they are written, sent and received; what an earlier run
   *     left of them is deleted
   */
  NodeBackups(
      Path stateDir,
      NodeIdentity identity,
      PeerClient peers,
      PeerCalls calls,
      Supplier<Optional<ClusterStore>> store) {
    this.identity = identity;
    this.store = store;
    this.stage = new RestoreStage(stateDir);
    this.work = emptied(stateDir.resolve("backup-work"));
    NodeFiles files = new NodeFiles(stateDir);
    NodeFileCalls.serve(calls, files);
    this.backup =
        new ClusterBackup(
            identity, files, new NodeFileCalls(peers), Bricklayer.version(), Clock.systemUTC());
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
