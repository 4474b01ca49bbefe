package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was there before each brick of this node, one file a brick in {@code <state>/bricks}, from
 * its preparation until its path is given back: longer than the journal remembers. One object per
 * folder: it answers from memory.
 */
final class BrickOrigins {

  private static final Logger LOG = LoggerFactory.getLogger(BrickOrigins.class);

  private final Path folder;
  private final NodeFileSystem files;
  private final Map<UUID, BrickOrigin> known = new ConcurrentHashMap<>();

  /** Reads what an earlier run of the node left in the folder. */
  BrickOrigins(Path folder, NodeFileSystem files) {
    this.folder = folder;
    this.files = files;
    load();
  }

  void keep(BrickOrigin origin) throws IOException {
    files.replace(file(origin.brick()), Json.write(origin));
    known.put(origin.brick().id(), origin);
  }

  /** Empty when there is none or when it could not be read. */
  Optional<BrickOrigin> of(Brick brick) {
    return Optional.ofNullable(known.get(brick.id()));
  }

  /** All that could be read. */
  List<BrickOrigin> all() {
    return List.copyOf(known.values());
  }

  List<BrickOrigin> ofOperation(UUID operation) {
    return known.values().stream().filter(origin -> origin.operation().equals(operation)).toList();
  }

  void drop(Brick brick) throws IOException {
    files.delete(file(brick));
    if (Files.isDirectory(folder)) {
      files.sync(folder);
    }
    known.remove(brick.id());
  }

  private void load() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> kept = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : kept) {
        try {
          BrickOrigin origin = Json.read(Files.readAllBytes(file), BrickOrigin.class);
          known.put(origin.brick().id(), origin);
        } catch (IOException | RuntimeException e) {
          LOG.warn("what was there before a brick cannot be read from {}", file, e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  private Path file(Brick brick) {
    return folder.resolve(brick.id() + ".json");
  }
}
