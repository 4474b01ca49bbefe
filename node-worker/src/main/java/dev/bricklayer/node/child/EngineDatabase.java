package dev.bricklayer.node.child;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQLite file of the embedded engine. A damaged one never serves again; the engine does without
 * it, since what it ran is begun again from the operations' records. It is moved aside and kept.
 */
final class EngineDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(EngineDatabase.class);

  /** SQLite's own words for a file that is no database of its own any more. */
  private static final List<String> DAMAGED =
      List.of("database disk image is malformed", "file is not a database");

  /** Of an engine that does not start: its file is a database, but not whole. */
  private static final List<String> UNUSABLE =
      List.of("malformed database schema", "SQL logic error: no such table");

  private static final String ASIDE = "aside";
  private static final int KEPT = 3;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final Clock clock;

  EngineDatabase(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Whether an engine that runs says so. */
  static boolean damaged(String output) {
    return DAMAGED.stream().anyMatch(output::contains);
  }

  /** Whether an engine that has ended says so. */
  static boolean unusable(String output) {
    return damaged(output) || UNUSABLE.stream().anyMatch(output::contains);
  }

  /**
   * Moves the file, with SQLite's own beside it, to a folder below {@code aside} that is named by
   * the time. The newest few and the largest one stay there. No engine may run.
   *
   * @return that folder; empty when there was nothing, or it could not be moved
   */
  Optional<Path> setAside() {
    Path folder = file.resolveSibling(ASIDE);
    try {
      List<Path> parts = parts();
      if (parts.isEmpty()) {
        return Optional.empty();
      }
      Path to = free(folder);
      for (Path part : parts) {
        StableStorage.move(part, to.resolve(part.getFileName()));
      }
      bound(folder);
      return Optional.of(to);
    } catch (IOException e) {
      LOG.warn("{} is damaged and cannot be moved to {}: {}", file, folder, e.toString());
      return Optional.empty();
    }
  }

  private List<Path> parts() {
    return Stream.of("", "-wal", "-shm", "-journal")
        .map(end -> file.resolveSibling(file.getFileName() + end))
        .filter(Files::exists)
        .toList();
  }

  private Path free(Path folder) {
    java.time.Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Path to = folder.resolve(NAME.format(at));
    while (Files.exists(to)) {
      at = at.plusSeconds(1);
      to = folder.resolve(NAME.format(at));
    }
    return to;
  }

  private void bound(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.list(folder)) {
      all = entries.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    }
    Path largest = all.stream().max(Comparator.comparingLong(this::size)).orElse(null);
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      if (!old.equals(largest)) {
        StableStorage.deleteTree(old);
      }
    }
  }

  private long size(Path folder) {
    try {
      return Files.size(folder.resolve(file.getFileName()));
    } catch (IOException e) {
      return 0;
    }
  }
}
