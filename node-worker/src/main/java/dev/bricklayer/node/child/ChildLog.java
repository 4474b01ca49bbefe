package dev.bricklayer.node.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a child writes its output to by itself (it may outlive us). Bounded: beyond the
 * limit it is copied to {@code <file>.1} and emptied, which works because the child appends.
 */
final class ChildLog {
  private static final Logger LOG = LoggerFactory.getLogger(ChildLog.class);
  private static final Duration READ_EVERY = Duration.ofSeconds(1);
  private static final Duration BOUND_EVERY = Duration.ofSeconds(10);
  private static final int TAIL = 4096;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int QUOTED = 500;
  private static final int QUOTED_LINES = 3;

  private final Path file;
  private final long limit;
  private long read;
  private long lastRead = System.nanoTime();
  private long lastBound = System.nanoTime();

  ChildLog(Path file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  /** Makes the file, readable by its owner only; one that is there becomes so. */
  void open() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  /** What an earlier process wrote is not this one's. */
  void readFrom(long size) {
    read = size;
  }

  /**
   * What was written since the last time, once a second, else nothing; keeps the file within its
   * bound now and then. For one thread.
   */
  String look() {
    long now = System.nanoTime();
    String output = "";
    if (now - lastRead > READ_EVERY.toNanos()) {
      output = since(read);
      read = size();
      lastRead = now;
    }
    if (now - lastBound > BOUND_EVERY.toNanos()) {
      bound();
      lastBound = now;
    }
    return output;
  }

  void bound() {
    try {
      if (Files.exists(file) && Files.size(file) > limit) {
        Path earlier = file.resolveSibling(file.getFileName() + ".1");
        Files.copy(
            file, earlier, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot bound {}: {}", file, e.toString());
    }
  }

  long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The end of an output in one line, for a sentence. */
  static String lastLines(String output) {
    String[] lines = output.strip().split("\n");
    int from = Math.max(0, lines.length - QUOTED_LINES);
    String last = String.join(" | ", Arrays.asList(lines).subList(from, lines.length));
    return last.length() <= QUOTED ? last : "…" + last.substring(last.length() - QUOTED);
  }

  /** What was written since that size, at most the last 4 KiB. */
  String since(long size) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = channel.size();
      long from = Math.max(size <= end ? size : 0, end - TAIL);
      ByteBuffer buffer = ByteBuffer.allocate((int) (end - from));
      channel.read(buffer, from);
      return new String(buffer.array(), 0, buffer.position(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
