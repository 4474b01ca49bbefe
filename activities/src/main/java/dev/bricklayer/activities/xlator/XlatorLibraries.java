package dev.bricklayer.activities.xlator;

import dev.bricklayer.activities.xlator.XlatorTableReader.Table;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link XlatorTableReader} in a JVM of its own. A library that crashes it is left out, with a
 * warning, and the others are read by another child.
 */
final class XlatorLibraries {

  private static final Logger LOG = LoggerFactory.getLogger(XlatorLibraries.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What the child ends with when the time limit or somebody else kills it. */
  private static final Set<Integer> KILLED = Set.of(128 + 9, 128 + 15);

  private XlatorLibraries() {}

  /**
   * How a child ended.
   *
   * @param ready whether it came as far as to read libraries
   */
  private record Ending(boolean ready, int exit) {
    boolean crashed() {
      return ready && exit != 0 && !KILLED.contains(exit);
    }
  }

  /**
   * The table of each library that could be read.
   *
   * @throws ClusterException {@link ErrorCode#INTERNAL} when the child ends early for another
   *     reason than a crash, so that no library is to blame
   */
  static Map<Path, Table> read(List<Path> libraries) {
    Map<Path, Table> tables = new LinkedHashMap<>();
    List<Path> left = new ArrayList<>(libraries);
    while (!left.isEmpty()) {
      Ending ending =
          read(
              left,
              table -> {
                Path file = Path.of(table.file());
                left.remove(file);
                if (table.problem() == null) {
                  tables.put(file, table);
                } else {
                  LOG.warn("{} {}; its options are unknown", file, table.problem());
                }
              });
      if (!left.isEmpty()) {
        blame(left.remove(0), ending);
      }
    }
    return tables;
  }

  private static void blame(Path library, Ending ending) {
    if (!ending.crashed()) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "the reader of xlators ended with " + ending.exit() + " at " + library,
          Map.of("path", library.toString()));
    }
    LOG.warn("{} crashes when it is loaded; its options are unknown", library);
  }

  /** Runs one child to its end. */
  private static Ending read(List<Path> libraries, Consumer<Table> reader) {
    Process child = start();
    CompletableFuture<?> limit =
        CompletableFuture.runAsync(
            child::destroyForcibly,
            CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    String paths = String.join("\n", libraries.stream().map(Path::toString).toList());
    boolean ready = false;
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      ask(child, paths);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ready |= line.equals(XlatorTableReader.READY);
        if (line.startsWith("{")) { // a library may print something of its own
          reader.accept(Json.read(line.getBytes(StandardCharsets.UTF_8), Table.class));
        }
      }
      return new Ending(ready, child.waitFor());
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL, "the reader of xlators cannot be read from", Map.of(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.INTERNAL, "interrupted while xlators were read");
    } finally {
      limit.cancel(false);
      child.destroyForcibly();
    }
  }

  /** All paths fit into the pipe's buffer, so this does not wait for the child. */
  private static void ask(Process child, String paths) {
    try (Writer files = child.outputWriter(StandardCharsets.UTF_8)) {
      files.write(paths);
    } catch (IOException e) {
      LOG.debug("the reader of xlators was gone before it was asked", e);
    }
  }

  private static Process start() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-cp",
            System.getProperty("java.class.path"),
            XlatorTableReader.class.getName());
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL, "the reader of xlators cannot be started", Map.of(), e);
    }
  }
}
