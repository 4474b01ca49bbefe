package dev.bricklayer.node.identity;

import dev.bricklayer.config.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What tells that the identity is missing or an older copy: a file of its own, {@code
 * <stateDir>/node}, and what else of a node's life lies in the state folder.
 */
final class IdentityStamp {
  /** Folders that only a node which has lived has something in. */
  private static final List<String> TRACES = List.of("journal", "bricks", "volfiles");

  private final Path stateDir;
  private final DurableFile file;

  IdentityStamp(Path stateDir) {
    this.stateDir = stateDir;
    this.file = new DurableFile(stateDir.resolve("node"));
  }

  /** Which node this folder is of, and how often its identity had changed. */
  record Stamp(UUID peerId, long serial) {}

  Optional<Stamp> read() {
    return file.read().map(json -> Json.read(json, Stamp.class));
  }

  /** After the identity itself: what is stamped has been written. */
  void write(IdentityState state) {
    file.write(Json.write(new Stamp(state.peerId(), state.serial())));
  }

  /** What shows that a node has lived here; empty in a fresh folder. */
  Optional<Path> trace() {
    if (Files.exists(file.path())) {
      return Optional.of(file.path());
    }
    for (String name : TRACES) {
      if (!entries(stateDir.resolve(name)).isEmpty()) {
        return Optional.of(stateDir.resolve(name));
      }
    }
    return entries(stateDir.resolve("etcd")).stream()
        .filter(path -> String.valueOf(path.getFileName()).startsWith("member-"))
        .findFirst();
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + folder, e);
    }
  }
}
