package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folders of a node, made at its start, and closed to other users.
 *
 * <p>Those that are made are 0700. Of those that are there the state folder is closed ({@link
 * StateModes}); {@code runDir} and {@code logDir} keep the mode that somebody gave them, as systemd
 * does: gluster's own tools run as root, sockets take connections of their owner only, and the logs
 * in it are 0600.
 */
final class NodeFolders {
  private NodeFolders() {}

  /**
   * @throws ClusterException that names the key and the folder that cannot be used
   */
  static void make(NodeConfiguration configuration) {
    folders(configuration)
        .forEach(
            (key, folder) -> {
              try {
                create(folder);
                Path probe = Files.createTempFile(folder, ".bricklayer", ".probe");
                Files.delete(probe);
              } catch (IOException e) {
                throw unusable(key, folder, reason(e));
              }
            });
    StateModes.tighten(configuration.stateDir());
  }

  private static void create(Path folder) throws IOException {
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    StableStorage.makeFolders(folder);
  }

  /**
   * The same without making anything.
   *
   * @throws ClusterException that names the key and the folder that could not be used
   */
  static void check(NodeConfiguration configuration) {
    folders(configuration)
        .forEach(
            (key, folder) -> {
              Path there = folder.toAbsolutePath();
              while (there != null && !Files.exists(there)) {
                there = there.getParent();
              }
              if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
                throw unusable(key, folder, there + " is no folder that can be written");
              }
            });
  }

  private static Map<String, Path> folders(NodeConfiguration configuration) {
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("stateDir", configuration.stateDir());
    folders.put("runDir", configuration.runDir());
    folders.put("logDir", configuration.logDir());
    return folders;
  }

  private static ClusterException unusable(String key, Path folder, String reason) {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST,
        key + ": the folder " + folder + " cannot be written: " + reason);
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return e.getClass().getSimpleName().replace("Exception", "") + " " + message;
  }
}
