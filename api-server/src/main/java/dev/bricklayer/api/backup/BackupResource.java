package dev.bricklayer.api.backup;

import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.backup.BackupFault;
import dev.bricklayer.node.backup.BackupSummary;
import dev.bricklayer.node.backup.ClusterBackup;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Writes backups and looks at them; one at a time, since each takes memory and disk. */
@Path("/v1/cluster/backup")
public final class BackupResource {
  private final Supplier<ClusterStore> store;
  private final ClusterBackup backup;
  private final java.nio.file.Path folder;
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param store of this node's cluster; throws when it is not there
   * @param folder where files lie while they are sent or received
   */
  public BackupResource(
      Supplier<ClusterStore> store, ClusterBackup backup, java.nio.file.Path folder) {
    this.store = store;
    this.backup = backup;
    this.folder = folder;
  }

  /** The file; nodes whose own files are missing in it are named in a header. */
  @POST
  @Produces({MediaType.APPLICATION_OCTET_STREAM, MediaType.APPLICATION_JSON})
  public Response write(InputStream body) throws IOException {
    BackupRequest request = RequestBody.required(body, BackupRequest.class);
    java.nio.file.Path file = Files.createTempFile(folder, "backup", ".part");
    try {
      ClusterBackup.Written written = write(file, request);
      return Response.ok((StreamingOutput) out -> send(file, out))
          .type(MediaType.APPLICATION_OCTET_STREAM)
          .header("Content-Length", Files.size(file))
          .header("X-Bricklayer-Missing", String.join(", ", written.missing()))
          .build();
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private ClusterBackup.Written write(java.nio.file.Path file, BackupRequest request) {
    takeTurn();
    try {
      return backup.write(store.get(), file, request.seal());
    } finally {
      turn.release();
    }
  }

  private static void send(java.nio.file.Path file, java.io.OutputStream out) throws IOException {
    try {
      Files.copy(file, out);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Whether a file is whole, and, if something was given to open it, what is inside. */
  @POST
  @Path("/check")
  @Produces("application/json; charset=UTF-8")
  public BackupSummary check(InputStream body) throws IOException {
    takeTurn();
    try (Upload upload = Upload.receive(body, folder)) {
      BackupSummary outside = BackupSummary.outside(upload.file());
      boolean sealed = !outside.head().seal().equals("none");
      return sealed && !upload.request().given()
          ? outside
          : BackupSummary.of(upload.file(), upload.request().opening());
    } catch (BackupFault e) {
      throw new ClusterException(ErrorCode.INVALID_REQUEST, e.sentence());
    } finally {
      turn.release();
    }
  }

  private void takeTurn() {
    if (!turn.tryAcquire()) {
      throw new ClusterException(
          ErrorCode.TOO_MANY_REQUESTS,
          "this node is at work on another backup; try again in a moment",
          Map.of("retry-after", "2"));
    }
  }
}
