package dev.bricklayer.node.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file that is replaced as a whole and read back whole: mode 0600, its first line the
 * SHA-256 of the rest.
 *
 * <p>A write is on the disk when {@link #write} returns. Whatever moment the process or the machine
 * dies at, {@link #read} answers with the new content or the one before: each write goes to a
 * temporary file, is synced and renamed, first onto the file and then onto its copy {@code
 * <name>.copy}. A damaged file is passed over for the copy, with a warning.
 */
public final class DurableFile {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFile.class);
  private static final int SUM_LENGTH = 64;
  private static final long MAX_SIZE = 1 << 20;

  private final Path file;
  private final Path copy;

  public DurableFile(Path file) {
    this.file = file;
    this.copy = file.resolveSibling(requireNonNull(file.getFileName()) + ".copy");
  }

  public Path path() {
    return file;
  }

  /** The content written last; empty when nothing was ever written, or both files are damaged. */
  public Optional<byte[]> read() {
    return read(file).or(() -> read(copy));
  }

  /** True when there is something that cannot be read, neither in the file nor in its copy. */
  public boolean damaged() {
    return read().isEmpty() && (Files.exists(file) || Files.exists(copy));
  }

  /**
   * Replaces the content.
   *
   * @throws UncheckedIOException when the file cannot be written; the content before stays then
   */
  public synchronized void write(byte[] content) {
    replace(file, content);
    replace(copy, content);
  }

  public synchronized void delete() {
    try {
      StableStorage.delete(copy);
      StableStorage.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  private void replace(Path target, byte[] content) {
    byte[] sum = (sum(content) + "\n").getBytes(UTF_8);
    byte[] all = Arrays.copyOf(sum, sum.length + content.length);
    System.arraycopy(content, 0, all, sum.length, content.length);
    try {
      StableStorage.replace(target, all);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }

  private static Optional<byte[]> read(Path path) {
    byte[] all;
    try {
      if (Files.size(path) > MAX_SIZE) {
        LOG.warn("{} is larger than {} bytes and is passed over", path, MAX_SIZE);
        return Optional.empty();
      }
      all = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read and is passed over: {}", path, e.toString());
      return Optional.empty();
    }
    if (all.length > SUM_LENGTH && all[SUM_LENGTH] == '\n') {
      byte[] content = Arrays.copyOfRange(all, SUM_LENGTH + 1, all.length);
      if (sum(content).equals(new String(all, 0, SUM_LENGTH, UTF_8))) {
        return Optional.of(content);
      }
    }
    LOG.warn("{} is damaged ({} bytes) and is passed over", path, all.length);
    return Optional.empty();
  }

  private static String sum(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
