package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a backup: lines of JSON, compressed by gzip. The last line counts the others and
 * has their SHA-256, so that a part is never taken for the whole. Lines and the sum of them are
 * bounded when read, so that memory is, whatever the file holds.
 */
public final class BackupContent {
  /** The version of the content that this software writes and reads. */
  public static final int FORMAT = 1;

  /** Bytes; a key's value may have 8 MiB, which base64 makes a third longer. */
  static final int LONGEST_LINE = 12 << 20;

  /** Bytes, uncompressed. */
  static final long LARGEST = 1L << 30;

  private BackupContent() {}

  /** Writes a content line by line; {@link #end} makes it whole. */
  public static final class Writer {
    private final GZIPOutputStream out;
    private final MessageDigest digest = sha256();
    private final DigestOutputStream digested;
    private long lines;

    /** The stream is not closed by this. */
    public Writer(OutputStream out, BackupHeader header) throws IOException {
      this.out = new GZIPOutputStream(out, 1 << 16);
      this.digested = new DigestOutputStream(this.out, digest);
      write(BackupLine.of(header));
    }

    public void secret(String secret) throws IOException {
      write(BackupLine.of(new BackupLine.Secret(secret)));
    }

    public void entry(String key, byte[] value) throws IOException {
      write(BackupLine.of(new BackupLine.Entry(key, value)));
    }

    public void node(UUID peer, @Nullable String missing) throws IOException {
      write(BackupLine.of(new BackupLine.Node(peer, missing)));
    }

    public void file(UUID peer, String name, byte[] content) throws IOException {
      write(BackupLine.of(new BackupLine.File(peer, name, content)));
    }

    public void end() throws IOException {
      String sum = HexFormat.of().formatHex(digest.digest());
      write(BackupLine.of(new BackupLine.End(lines, sum)));
      out.finish();
    }

    private void write(BackupLine line) throws IOException {
      digested.write(Json.write(line));
      digested.write('\n');
      lines++;
    }
  }

  /**
   * Reads a content to the end of the stream, and leaves that open.
   *
   * @throws BackupFault when it is damaged, not whole, or of a version that this software does not
   *     know; the visitor may have been told of a part then
   */
  public static void read(InputStream in, BackupVisitor visitor) throws IOException {
    InputStream plain = new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
    new Reader(plain, visitor).read();
    byte[] rest = new byte[1 << 12];
    while (in.read(rest) >= 0) {
      // to the very end: what seals the content says there whether it was altered
    }
  }

  private static final class Reader {
    private final InputStream in;
    private final BackupVisitor visitor;
    private final MessageDigest digest = sha256();
    private long bytes;
    private long lines;

    private Reader(InputStream in, BackupVisitor visitor) {
      this.in = in;
      this.visitor = visitor;
    }

    private void read() throws IOException {
      while (true) {
        byte[] text = line();
        BackupLine line = parse(text);
        if (line.end() != null) {
          check(line.end());
          if (in.read() >= 0) {
            throw damaged("something follows its last line");
          }
          return;
        }
        digest.update(text);
        digest.update((byte) '\n');
        tell(line);
        lines++;
      }
    }

    private byte[] line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new BackupFault("the backup is cut off after " + lines + " lines");
        }
        line.write(c);
        if (line.size() > LONGEST_LINE) {
          throw damaged("its line " + (lines + 1) + " is longer than " + LONGEST_LINE + " bytes");
        }
      }
      bytes += line.size();
      if (bytes > LARGEST) {
        throw new BackupFault("the backup is larger than " + LARGEST + " bytes");
      }
      return line.toByteArray();
    }

    private BackupLine parse(byte[] text) throws BackupFault {
      try {
        BackupLine line = Json.read(text, BackupLine.class);
        if (line != null) {
          return line;
        }
      } catch (UncheckedIOException | IllegalArgumentException e) {
        throw new BackupFault(
            "the backup is damaged: its line " + (lines + 1) + " cannot be read", e);
      }
      throw damaged("its line " + (lines + 1) + " is empty");
    }

    private void tell(BackupLine line) throws IOException {
      if ((line.header() != null) != (lines == 0)) {
        throw damaged("its header is not its first line");
      }
      if (line.header() != null) {
        if (line.header().format() != FORMAT) {
          throw new BackupFault(
              "the backup is of format "
                  + line.header().format()
                  + ", written by bricklayer "
                  + line.header().software()
                  + "; this is "
                  + FORMAT
                  + ", and reads no other");
        }
        visitor.header(line.header());
      } else if (line.secret() != null) {
        visitor.secret(line.secret().cluster());
      } else if (line.entry() != null) {
        visitor.entry(line.entry().key(), line.entry().value());
      } else if (line.node() != null) {
        visitor.node(line.node().peer(), line.node().missing());
      } else if (line.file() != null) {
        visitor.file(line.file().peer(), line.file().name(), line.file().content());
      } else {
        // a kind of a later software that means the same format: nothing that is needed
        return;
      }
    }

    private void check(BackupLine.End end) throws BackupFault {
      if (lines == 0) {
        throw damaged("it has no header");
      }
      if (end.lines() != lines || !end.sha256().equals(HexFormat.of().formatHex(digest.digest()))) {
        throw damaged("what it holds is not what was written");
      }
    }
  }

  private static BackupFault damaged(String how) {
    return new BackupFault("the backup is damaged: " + how);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
