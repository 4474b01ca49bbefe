package dev.bricklayer.api.backup;

import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.backup.BackupFile;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A backup that was sent: a line of JSON, then the file. It lies on this node's disk, for its owner
 * only, until it is closed.
 */
record Upload(OpeningRequest request, Path file) implements AutoCloseable {
  private static final int LONGEST_LINE = 64 << 10;

  /**
   * @throws ClusterException {@code INVALID_REQUEST} when there is no such line, {@code
   *     PAYLOAD_TOO_LARGE} when the file is larger than a backup
   */
  static Upload receive(InputStream body, Path folder) {
    try {
      OpeningRequest request = RequestBody.required(line(body), OpeningRequest.class);
      Path file = Files.createTempFile(folder, "upload", ".part");
      try (OutputStream out = new FileOutputStream(file.toFile())) {
        copy(body, out);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(file);
        throw e;
      }
      return new Upload(request, file);
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "the backup cannot be received: " + e.getMessage());
    }
  }

  private static String line(InputStream body) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = body.read(); c != '\n'; c = body.read()) {
      if (c < 0 || line.size() == LONGEST_LINE) {
        throw new ClusterException(
            ErrorCode.INVALID_REQUEST,
            "the body is to begin with a line that holds a JSON object, and to go on with the"
                + " backup's file");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static void copy(InputStream body, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      size += read;
      if (size > BackupFile.LARGEST) {
        throw new ClusterException(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "the file is larger than " + BackupFile.LARGEST + " bytes, which no backup is",
            Map.of("limit", Long.toString(BackupFile.LARGEST)));
      }
      out.write(buffer, 0, read);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
