package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was there before each brick of this node, one file a brick in {@code <state>/bricks}, from
 * its preparation until its path is given back: longer than the journal remembers.
 */
final class BrickOrigins {

  private static final Logger LOG = LoggerFactory.getLogger(BrickOrigins.class);

  private final Path folder;
  private final NodeFileSystem files;

  BrickOrigins(Path folder, NodeFileSystem files) {
    this.folder = folder;
    this.files = files;
  }

  void keep(BrickOrigin origin) throws IOException {
    Files.createDirectories(folder);
    files.replace(file(origin.brick()), Json.write(origin));
  }

  /** Empty when there is none or when it cannot be read. */
  Optional<BrickOrigin> of(Brick brick) {
    Path file = file(brick);
    try {
      return Files.exists(file)
          ? Optional.of(Json.read(Files.readAllBytes(file), BrickOrigin.class))
          : Optional.empty();
    } catch (IOException | UncheckedIOException | NullPointerException e) {
      LOG.warn("the origin of brick {} cannot be read from {}", brick.path(), file, e);
      return Optional.empty();
    }
  }

  void drop(Brick brick) throws IOException {
    files.delete(file(brick));
  }

  private Path file(Brick brick) {
    return folder.resolve(brick.id() + ".json");
  }
}
