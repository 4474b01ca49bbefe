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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link XlatorTableReader} in a JVM of its own. A library that crashes it is left out, with a
 * warning, and the others are read by another child.
 */
final class XlatorLibraries {

  private static final Logger LOG = LoggerFactory.getLogger(XlatorLibraries.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private XlatorLibraries() {}

  /** The table of each library that could be read. */
  static Map<Path, Table> read(List<Path> libraries) {
    Map<Path, Table> tables = new LinkedHashMap<>();
    List<Path> left = new ArrayList<>(libraries);
    while (!left.isEmpty()) {
      int before = left.size();
      for (Table table : readUntilCrash(left)) {
        Path file = Path.of(table.file());
        left.remove(file);
        if (table.problem() == null) {
          tables.put(file, table);
        } else {
          LOG.warn("{} {}; its options are unknown", file, table.problem());
        }
      }
      if (!left.isEmpty()) {
        LOG.warn("{} crashes when it is loaded; its options are unknown", left.get(0));
        left.remove(0);
      }
      if (left.size() == before) {
        throw new ClusterException(ErrorCode.INTERNAL, "the reader of xlators reads nothing");
      }
    }
    return tables;
  }

  private static List<Table> readUntilCrash(List<Path> libraries) {
    Process child = start();
    CompletableFuture<?> limit =
        CompletableFuture.runAsync(
            child::destroyForcibly,
            CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    List<Table> tables = new ArrayList<>();
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      ask(child, libraries);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        tables.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Table.class));
      }
    } catch (IOException e) {
      LOG.debug("the reader of xlators ended early", e);
    } finally {
      limit.cancel(false);
      child.destroyForcibly();
    }
    return tables;
  }

  /** All paths fit into the pipe's buffer, so this never waits for the child. */
  private static void ask(Process child, List<Path> libraries) throws IOException {
    try (Writer files = child.outputWriter(StandardCharsets.UTF_8)) {
      for (Path library : libraries) {
        files.write(library + "\n");
      }
    }
  }

  private static Process start() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:-UsePerfData",
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
