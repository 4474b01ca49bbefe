package dev.bricklayer.node.backup;

import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;

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

  /**
   * Puts a file that is written in its place, durably.
   *
   * @param draft in the same folder
   */
  static void place(Path draft, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        draft,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(parent(file), EnumSet.of(StandardOpenOption.READ))) {
      folder.force(true);
    }
  }

  private static Path parent(Path file) {
    return java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  static Path sibling(Path file, String ending) {
    return file.resolveSibling("." + file.getFileName() + ending);
  }

  /** A file that only its owner reads. */
  static OutputStream create(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.newOutputStream(file);
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
