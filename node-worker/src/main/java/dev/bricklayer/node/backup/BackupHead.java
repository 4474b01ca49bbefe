package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;

/**
 * What anybody may read of a backup: two lines before the sealed content. It holds no secret.
 *
 * @param seal {@code passphrase}, {@code certificate} or {@code none}
 * @param length of what follows, in bytes
 * @param sha256 of what follows, in hex: finds damage, without passphrase or key
 */
public record BackupHead(
    String seal, UUID cluster, Instant time, String software, long length, String sha256) {
  /** The first line; the number is that of the file's format. */
  static final String MAGIC = "BRICKLAYER-BACKUP ";

  static final int VERSION = 1;
  private static final int LONGEST_LINE = 4096;

  public BackupHead {
    requireNonNull(seal, "seal is null");
    requireNonNull(cluster, "cluster is null");
    requireNonNull(time, "time is null");
    requireNonNull(software, "software is null");
    requireNonNull(sha256, "sha256 is null");
  }

  byte[] bytes() {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes((MAGIC + VERSION + "\n").getBytes(US_ASCII));
    head.writeBytes(Json.write(this));
    head.write('\n');
    return head.toByteArray();
  }

  /**
   * Reads the two lines and no byte more.
   *
   * @throws BackupFault when they are not there
   */
  static BackupHead read(InputStream in) throws IOException {
    String first = line(in);
    if (!first.startsWith(MAGIC)) {
      throw new BackupFault("this is no backup of a Bricklayer cluster");
    }
    if (!first.equals(MAGIC + VERSION)) {
      throw new BackupFault(
          "the backup is a file of version "
              + first.substring(MAGIC.length(), Math.min(first.length(), MAGIC.length() + 10))
              + "; this is "
              + VERSION
              + ", and reads no other");
    }
    try {
      BackupHead head = Json.read(line(in).getBytes(UTF_8), BackupHead.class);
      if (head != null) {
        return head;
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new BackupFault("the backup is damaged: its head cannot be read", e);
    }
    throw new BackupFault("the backup is damaged: its head is empty");
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() == LONGEST_LINE) {
        throw new BackupFault(
            line.toString(UTF_8).startsWith(MAGIC.trim())
                ? "the backup is cut off in its head"
                : "this is no backup of a Bricklayer cluster");
      }
      line.write(c);
    }
    return line.toString(UTF_8);
  }
}
