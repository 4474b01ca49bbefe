package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folders of a node, made at its start. */
final class NodeFolders {
  private NodeFolders() {}

  /**
   * @throws ClusterException that names the key and the folder that cannot be used
   */
  static void make(NodeConfiguration configuration) {
    Map<String, Path> folders =
        Map.of(
            "stateDir", configuration.stateDir(),
            "runDir", configuration.runDir(),
            "logDir", configuration.logDir());
    folders.forEach(
        (key, folder) -> {
          try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".bricklayer", ".probe");
            Files.delete(probe);
          } catch (IOException e) {
            throw new ClusterException(
                ErrorCode.INVALID_REQUEST,
                key + ": the folder " + folder + " cannot be written: " + reason(e));
          }
        });
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return e.getClass().getSimpleName().replace("Exception", "") + " " + message;
  }
}
