package dev.bricklayer.activities.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process wrote to its log since a moment: remembers the log's size before the process is
 * started.
 */
public final class LogTail {

  private static final int MOST_BYTES = 64 * 1024;

  private final Path log;
  private final long from;

  private LogTail(Path log, long from) {
    this.log = log;
    this.from = from;
  }

  public static LogTail from(Path log) {
    try {
      return new LogTail(log, Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      return new LogTail(log, 0);
    }
  }

  /** The last lines that were written since; empty when there are none or they cannot be read. */
  public List<String> lines(int most) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(Math.min(from, file.length()), file.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The last error lines of a gluster log ({@code [time] E [MSGID…}), else its last lines. */
  public List<String> errors(int most) {
    List<String> all = lines(Integer.MAX_VALUE);
    List<String> bad = all.stream().filter(line -> line.matches("\\[[^]]+] [EC] .*")).toList();
    List<String> chosen = bad.isEmpty() ? all : bad;
    return chosen.subList(Math.max(0, chosen.size() - most), chosen.size());
  }
}
