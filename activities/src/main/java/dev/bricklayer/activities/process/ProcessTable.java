package dev.bricklayer.activities.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of this pid namespace, read from {@code /proc}. A zombie counts as gone: it still
 * answers signals where process 1 does not reap.
 */
public final class ProcessTable {

  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /** The process of that pid while it lives. */
  public static Optional<RunningProcess> find(long pid) {
    Path folder = PROC.resolve(Long.toString(pid));
    try {
      if (!alive(folder)) {
        return Optional.empty();
      }
      String line =
          new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8);
      Instant startedAt =
          ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant()).orElse(null);
      return startedAt == null
          ? Optional.empty()
          : Optional.of(new RunningProcess(pid, List.of(line.split("\0")), startedAt));
    } catch (IOException e) {
      return Optional.empty(); // it ended meanwhile
    }
  }

  /** Whether exactly that process still lives. */
  public static boolean alive(RunningProcess process) {
    return find(process.pid())
        .filter(now -> now.startedAt().equals(process.startedAt()))
        .isPresent();
  }

  /** All processes whose command line contains these words one after the other. */
  public static List<RunningProcess> withArguments(List<String> words) {
    byte[] wanted = (String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8);
    List<RunningProcess> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path folder : folders) {
        if (contains(folder.resolve("cmdline"), wanted)) {
          find(Long.parseLong(folder.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + PROC, e);
    }
    return found;
  }

  private static boolean contains(Path file, byte[] wanted) {
    try {
      String line = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return ("\0" + line).contains("\0" + new String(wanted, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return false; // it ended meanwhile
    }
  }

  /**
   * Of a process that ends, the first thread is a zombie already while others still hold its files;
   * it is gone when they are.
   */
  private static boolean alive(Path folder) throws IOException {
    String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
    int end = stat.lastIndexOf(')'); // the name before it may hold anything
    String[] fields = stat.substring(end + 2).split(" ");
    boolean zombie = "ZX".contains(fields[0]);
    return !zombie || Integer.parseInt(fields[17]) > 1; // its number of threads
  }
}
