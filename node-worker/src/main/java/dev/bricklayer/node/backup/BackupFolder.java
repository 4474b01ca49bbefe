package dev.bricklayer.node.backup;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of scheduled backups and of copies of them: {@code <first of the cluster's
 * id>-<time>.backup}. Other files in it are never touched.
 */
final class BackupFolder {
  private static final Pattern NAMES = Pattern.compile("[0-9a-f]{8}-[0-9]{8}T[0-9]{6}Z\\.backup");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;

  BackupFolder(Path folder) {
    this.folder = folder;
  }

  static boolean isName(String name) {
    return NAMES.matcher(name).matches();
  }

  /** Where a backup of that moment belongs; the folder is made. */
  Path file(UUID cluster, Instant time) throws IOException {
    StableStorage.makeFolders(folder);
    return folder.resolve(prefix(cluster) + TIME.format(time) + ".backup");
  }

  /** Where a copy of that name belongs; the folder is made. */
  Path file(String name) throws IOException {
    StableStorage.makeFolders(folder);
    return folder.resolve(name);
  }

  private static String prefix(UUID cluster) {
    return cluster.toString().substring(0, 8) + "-";
  }

  /** Those of a cluster, the oldest first. */
  List<Path> of(UUID cluster) throws IOException {
    return of(prefix(cluster));
  }

  private List<Path> of(String prefix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isName(file.getFileName().toString()))
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  /** When the newest of a cluster was written, by its name; empty when there is none. */
  Optional<Instant> newest(UUID cluster) throws IOException {
    List<Path> all = of(cluster);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String name = all.get(all.size() - 1).getFileName().toString();
    return Optional.of(
        TIME.parse(name.substring(prefix(cluster).length(), name.indexOf('.')), Instant::from));
  }

  /** Deletes the oldest of the cluster that the name is of, but the newest {@code keep}. */
  void prune(String name, int keep) throws IOException {
    List<Path> all = of(name.substring(0, name.indexOf('-') + 1));
    for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
      StableStorage.delete(old);
    }
  }
}
