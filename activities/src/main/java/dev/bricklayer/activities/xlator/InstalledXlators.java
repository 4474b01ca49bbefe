package dev.bricklayer.activities.xlator;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.activities.xlator.XlatorTableReader.Table;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the option tables of the xlators that are installed on this machine, by {@link
 * XlatorLibraries} in a child process, or from the cache when no library has changed since.
 */
public final class InstalledXlators {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final List<String> WITH_TRANSPORT = List.of("protocol/server", "protocol/client");

  private final Path folder;
  private final XlatorCache cache;

  /**
   * @param folder where the xlators are, {@code …/glusterfs/10.3/xlator}; see {@link #folder}
   * @param cacheFolder where the tables are kept; made when absent
   */
  public InstalledXlators(Path folder, Path cacheFolder) {
    this.folder = folder;
    this.cache = new XlatorCache(cacheFolder);
  }

  /**
   * The folder that this glusterfsd takes its xlators from.
   *
   * @throws ClusterException {@link ErrorCode#INTERNAL} when it cannot be run
   */
  public static Path folder(String glusterfsd) {
    try {
      Process process =
          new ProcessBuilder(glusterfsd, "--print-xlatordir")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      try (Stream<String> lines = process.inputReader().lines()) {
        Path found = lines.findFirst().map(line -> Path.of(line.trim())).orElse(null);
        if (found != null && process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
          return found;
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          glusterfsd + " cannot be run; glusterfs-server must be installed",
          Map.of("path", glusterfsd),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ClusterException(
        ErrorCode.INTERNAL, glusterfsd + " --print-xlatordir did not print a folder");
  }

  /** The version of glusterfs that these are of, {@code 10.3}: the name of the folder above. */
  public String version() {
    return requireNonNull(folder.getParent()).getFileName().toString();
  }

  /**
   * The tables, from the cache or, in about a quarter of a second, from the libraries.
   *
   * @throws ClusterException {@link ErrorCode#INTERNAL} when there are no xlators in the folder
   */
  public XlatorTables read() {
    List<Path> files = libraries();
    return XlatorTables.of(cache.get(files, () -> assemble(XlatorLibraries.read(real(files)))));
  }

  /**
   * The library files and links below the folder, and the transport beside it, which comes last.
   */
  private List<Path> libraries() {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.filter(file -> file.toString().endsWith(".so")).sorted().forEach(found::add);
    } catch (IOException | UncheckedIOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "the folder of xlators " + folder + " cannot be read",
          Map.of("path", folder.toString()),
          e);
    }
    if (found.isEmpty()) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "no xlators in " + folder + "; glusterfs-server must be installed",
          Map.of("path", folder.toString()));
    }
    Path socket = folder.resolveSibling("rpc-transport").resolve("socket.so");
    if (Files.exists(socket)) {
      found.add(socket);
    }
    return found;
  }

  /** Each library once, in the same order. */
  private static List<Path> real(List<Path> files) {
    return files.stream().map(InstalledXlators::real).distinct().toList();
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Xlator> assemble(Map<Path, Table> tables) {
    Map<String, Xlator> found = new TreeMap<>();
    List<XlatorOption> transport = new ArrayList<>();
    for (Path file : libraries()) {
      Table table = tables.get(real(file));
      if (table == null) {
        continue;
      }
      if (!file.startsWith(folder)) {
        table.options().forEach(option -> transport.add(option.withSettable()));
        continue;
      }
      String category = requireNonNull(file.getParent()).getFileName().toString();
      String stem = stem(file);
      String id = table.identifier() == null ? stem : table.identifier();
      found.merge(
          category + "/" + id,
          new Xlator(category, id, aliases(id, stem, null), table.options()),
          (first, second) ->
              new Xlator(category, id, aliases(id, stem, first.aliases()), first.options()));
    }
    for (String id : WITH_TRANSPORT) {
      found.computeIfPresent(id, (key, xlator) -> xlator.withOptions(transport));
    }
    return List.copyOf(new LinkedHashMap<>(found).values());
  }

  private static List<String> aliases(String id, String stem, @Nullable List<String> known) {
    List<String> all = new ArrayList<>(known == null ? List.of() : known);
    if (!stem.equals(id) && !all.contains(stem)) {
      all.add(stem);
    }
    return all;
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".so".length());
  }
}
