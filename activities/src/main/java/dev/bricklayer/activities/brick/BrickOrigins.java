package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    return read(file(brick));
  }

  private static Optional<BrickOrigin> read(Path file) {
    try {
      return Optional.of(Json.read(Files.readAllBytes(file), BrickOrigin.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("what was there before a brick cannot be read from {}", file, e);
      return Optional.empty();
    }
  }

  /** All that can be read. */
  List<BrickOrigin> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<BrickOrigin> all = new ArrayList<>();
    try (DirectoryStream<Path> kept = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : kept) {
        read(file).ifPresent(all::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return all;
  }

  List<BrickOrigin> ofOperation(UUID operation) {
    return all().stream().filter(origin -> origin.operation().equals(operation)).toList();
  }

  void drop(Brick brick) throws IOException {
    files.delete(file(brick));
  }

  private Path file(Brick brick) {
    return folder.resolve(brick.id() + ".json");
  }
}
