package dev.bricklayer.node.backup;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a node's state folder that cannot be made anew: what was there before each brick,
 * and the secrets that the node shares with others. Nothing else is read, and nothing else is
 * written when a backup is restored, whatever names it holds.
 */
public final class NodeFiles {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFiles.class);

  /** Told to other nodes of the cluster, which put them into their backups. */
  private static final Pattern ORIGINS = Pattern.compile("bricks/[0-9A-Za-z-]{1,64}\\.json");

  /** Only in the backups that the node writes itself. */
  private static final Pattern SECRETS = Pattern.compile("tls/authority\\.(pem|key)");

  /** Bytes; none of ours comes near. */
  static final int LARGEST = 256 << 10;

  private final Path stateDir;

  public NodeFiles(Path stateDir) {
    this.stateDir = stateDir;
  }

  /** A file by its path in the state folder. */
  public record Named(String name, byte[] content) {}

  /** The names of what others may have, in order. */
  List<String> origins() throws IOException {
    return names("bricks", ORIGINS);
  }

  /** The names of the secrets that are there, in order. */
  List<String> secrets() throws IOException {
    return names("tls", SECRETS);
  }

  private List<String> names(String folder, Pattern wanted) throws IOException {
    Path there = stateDir.resolve(folder);
    if (!Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(there)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder + "/" + file.getFileName())
          .filter(name -> wanted.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  byte[] read(String name) throws IOException {
    Path file = stateDir.resolve(name);
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than " + LARGEST + " bytes");
    }
    return Files.readAllBytes(file);
  }

  /** Whether a file of that name may be written here. */
  static boolean known(String name) {
    return ORIGINS.matcher(name).matches() || SECRETS.matcher(name).matches();
  }

  /**
   * Writes what a backup holds of this node, durably, mode 0600. A name that is not one of ours is
   * passed over.
   */
  void write(String name, byte[] content) throws IOException {
    if (!known(name)) {
      LOG.warn("the backup holds a file {} of this node, which means nothing here", name);
      return;
    }
    StableStorage.replace(stateDir.resolve(name), content);
  }
}
