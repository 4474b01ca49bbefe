package dev.bricklayer.api.node;

import dev.bricklayer.api.Bricklayer;
import dev.bricklayer.api.backup.BackupResource;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.backup.ClusterBackup;
import dev.bricklayer.node.backup.NodeFileCalls;
import dev.bricklayer.node.backup.NodeFiles;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Back-up as a node does it. */
final class NodeBackups {
  private final Supplier<Optional<ClusterStore>> store;
  private final ClusterBackup backup;
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
    this.store = store;
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
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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
