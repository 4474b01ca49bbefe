package dev.bricklayer.node.backup;

import dev.bricklayer.config.file.StableStorage;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup as a file: {@link BackupHead} and the sealed {@link BackupContent}. It is written beside
 * its place, synced and renamed, mode 0600; read, its size and sum are looked at before anything
 * else, and what is altered, cut off or of another version is refused with a sentence.
 */
public final class BackupFile {
  /** Bytes of the largest file that is read. */
  public static final long LARGEST = 64L << 20;

  private BackupFile() {}

  /** Puts the content into the writer, all but its end. */
  public interface Source {
    void write(BackupContent.Writer writer) throws IOException;
  }

  /**
   * Writes the file anew; what is there is replaced when the new one is whole and on the disk.
   *
   * @throws IOException when it cannot; what was there stays
   */
  public static void write(Path file, Seal seal, BackupHeader header, Source source)
      throws IOException {
    Path content = sibling(file, ".content");
    Path draft = sibling(file, ".new");
    try {
      MessageDigest digest = BackupContent.sha256();
      try (OutputStream out =
          new DigestOutputStream(new BufferedOutputStream(create(content), 1 << 16), digest)) {
        content(out, seal, header, source);
      }
      BackupHead head =
          new BackupHead(
              seal.kind(),
              header.cluster(),
              header.time(),
              header.software(),
              Files.size(content),
              HexFormat.of().formatHex(digest.digest()));
      try (OutputStream out = create(draft)) {
        out.write(head.bytes());
        Files.copy(content, out);
      }
      if (Files.size(draft) > LARGEST) {
        throw new BackupFault("the backup would be larger than " + LARGEST + " bytes");
      }
      place(draft, file);
    } finally {
      Files.deleteIfExists(content);
      Files.deleteIfExists(draft);
    }
  }

  /** Puts a file that is written in its place, in the same folder, durably. */
  private static void place(Path draft, Path file) throws IOException {
    StableStorage.sync(draft);
    StableStorage.move(draft, file);
  }

  private static Path sibling(Path file, String ending) {
    return file.resolveSibling("." + file.getFileName() + ending);
  }

  /** A file that only its owner reads. */
  private static OutputStream create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Channels.newOutputStream(
        FileChannel.open(
            file,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  private static void content(OutputStream out, Seal seal, BackupHeader header, Source source)
      throws IOException {
    if (seal instanceof Seal.Open) {
      fill(out, header, source);
      return;
    }
    try (OutputStream sealed = Cms.seal(new Unclosed(out), seal)) {
      fill(sealed, header, source);
    }
  }

  private static void fill(OutputStream out, BackupHeader header, Source source)
      throws IOException {
    BackupContent.Writer writer = new BackupContent.Writer(out, header);
    source.write(writer);
    writer.end();
  }

  /**
   * Reads the head, and looks whether the file is whole.
   *
   * @throws BackupFault when it is not
   */
  public static BackupHead head(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new BackupFault("the file is larger than " + LARGEST + " bytes, which no backup is");
    }
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      BackupHead head = BackupHead.read(in);
      long length = Files.size(file) - in.getChannel().position();
      if (length < head.length()) {
        throw new BackupFault(
            "the backup is cut off: " + (head.length() - length) + " bytes are missing");
      }
      if (length > head.length()) {
        throw new BackupFault("the backup is damaged: something follows its end");
      }
      MessageDigest digest = BackupContent.sha256();
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(head.sha256())) {
        throw new BackupFault(
            "the backup is damaged: what it holds is not what was written (SHA-256)");
      }
      return head;
    }
  }

  /**
   * Reads everything. The visitor is told while the file is read; only a return means that all of
   * it was true. So whoever acts on it reads it twice.
   *
   * @throws BackupFault when it is not whole, cannot be opened with that, or was altered
   */
  public static BackupHead read(Path file, Opening opening, BackupVisitor visitor)
      throws IOException {
    BackupHead head = head(file);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      BackupHead.read(in);
      try (InputStream content = opened(in, head, opening)) {
        BackupContent.read(content, visitor);
      }
    } catch (BackupFault e) {
      throw e;
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new BackupFault("the backup is damaged: its content is not readable", e);
    }
    return head;
  }

  /**
   * The same content with another seal.
   *
   * @throws BackupFault when it is not whole, cannot be opened with that, or was altered
   */
  static void reseal(Path file, Opening opening, Path target, Seal seal) throws IOException {
    Header header = new Header();
    read(file, opening, header);
    BackupHeader found = java.util.Objects.requireNonNull(header.found);
    write(target, seal, found, writer -> read(file, opening, new Copy(writer)));
  }

  private static final class Header implements BackupVisitor {
    private @Nullable BackupHeader found;

    @Override
    public void header(BackupHeader header) {
      found = header;
    }
  }

  private record Copy(BackupContent.Writer writer) implements BackupVisitor {
    @Override
    public void secret(String secret) throws IOException {
      writer.secret(secret);
    }

    @Override
    public void entry(String key, byte[] value) throws IOException {
      writer.entry(key, value);
    }

    @Override
    public void node(UUID peer, @Nullable String missing) throws IOException {
      writer.node(peer, missing);
    }

    @Override
    public void file(UUID peer, String name, byte[] content) throws IOException {
      writer.file(peer, name, content);
    }
  }

  private static InputStream opened(FileInputStream in, BackupHead head, Opening opening)
      throws IOException {
    return switch (head.seal()) {
      case Seal.Open.KIND -> in;
      case Seal.Passphrase.KIND, Seal.Recipient.KIND -> Cms.open(in, head.seal(), opening);
      default ->
          throw new BackupFault(
              "the backup is sealed by '" + head.seal() + "', which this software does not know");
    };
  }

  private static final class Unclosed extends FilterOutputStream {
    private Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
