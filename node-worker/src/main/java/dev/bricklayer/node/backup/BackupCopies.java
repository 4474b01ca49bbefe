package dev.bricklayer.node.backup;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Copies of backups on other nodes: sent in pieces, looked at there before they get their name.
 * Only sealed ones are taken.
 */
public final class BackupCopies {
  static final String COPY = "backup-copy";

  /** Bytes; as text a third more, and a call has 1 MiB. */
  private static final int PIECE = 512 << 10;

  private static final int MOST_KEPT = 1000;
  private static final Duration EACH = Duration.ofSeconds(20);

  private final PeerClient client;

  public BackupCopies(PeerClient client) {
    this.client = client;
  }

  /**
   * @param last whether the file ends with this piece
   * @param keep how many copies of the cluster stay there
   */
  record Piece(String name, long offset, byte[] bytes, boolean last, int keep) {}

  record Done(long size) {}

  /** Takes copies from other nodes of the cluster into that folder. */
  public static void serve(PeerCalls calls, Path folder) {
    BackupFolder here = new BackupFolder(folder);
    calls.on(COPY, Piece.class, (caller, piece) -> take(here, piece));
  }

  /** One at a time: pieces of two files do not mix, since each is written where it belongs. */
  static synchronized Done take(BackupFolder here, Piece piece) {
    if (piece.name() == null
        || !BackupFolder.isName(piece.name())
        || piece.bytes() == null
        || piece.offset() < 0
        || piece.offset() + piece.bytes().length > BackupFile.LARGEST) {
      throw new ClusterException(ErrorCode.INVALID_REQUEST, "this is no piece of a backup");
    }
    try {
      Path file = here.file(piece.name());
      Path part = file.resolveSibling("." + piece.name() + ".part");
      try (RandomAccessFile out = new RandomAccessFile(part.toFile(), "rw")) {
        if (piece.offset() == 0) {
          out.setLength(0);
          Files.setPosixFilePermissions(
              part, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        if (out.length() != piece.offset()) {
          throw new ClusterException(
              ErrorCode.CONFLICT, "the copy has " + out.length() + " bytes; begin anew");
        }
        out.seek(piece.offset());
        out.write(piece.bytes());
      }
      if (piece.last()) {
        finish(here, piece, part, file);
      }
      return new Done(piece.offset() + piece.bytes().length);
    } catch (IOException e) {
      throw new ClusterException(ErrorCode.INTERNAL, "the copy cannot be kept: " + e.getMessage());
    }
  }

  private static void finish(BackupFolder here, Piece piece, Path part, Path file)
      throws IOException {
    try {
      if (BackupFile.head(part).seal().equals(Seal.Open.KIND)) {
        throw new BackupFault("a copy that is not sealed is not kept");
      }
    } catch (BackupFault e) {
      StableStorage.delete(part);
      throw new ClusterException(ErrorCode.INVALID_REQUEST, e.sentence());
    }
    StableStorage.sync(part);
    StableStorage.move(part, file);
    here.prune(piece.name(), Math.max(1, Math.min(MOST_KEPT, piece.keep())));
  }

  /**
   * Sends a backup to a peer.
   *
   * @throws ClusterException when it is not there whole
   */
  void send(Path file, Peer to, int keep) throws IOException {
    long size = Files.size(file);
    long offset = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (offset < size) {
        byte[] bytes = in.readNBytes(PIECE);
        Piece piece =
            new Piece(
                String.valueOf(file.getFileName()),
                offset,
                bytes,
                offset + bytes.length >= size,
                keep);
        client.call(to.peerAddresses().get(0), to.id(), COPY, piece, Done.class, EACH);
        offset += bytes.length;
      }
    }
  }
}
