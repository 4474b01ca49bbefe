package dev.bricklayer.api.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.node.backup.BackupFault;
import dev.bricklayer.node.backup.ClusterRestore;
import dev.bricklayer.node.backup.RestoreRecord;
import dev.bricklayer.node.backup.StoreFilling;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Restores this node, and by that its cluster, from a backup. */
@Path("/v1/cluster/restore")
@Produces("application/json; charset=UTF-8")
public final class RestoreResource {
  private final Supplier<ClusterStore> store;
  private final Supplier<ClusterKeys> keys;
  private final ClusterRestore restore;
  private final java.nio.file.Path folder;
  private final Runnable restart;
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param store of this node's cluster; throws when it is not there
   * @param folder where the file lies while it is looked at
   * @param restart makes the node begin anew, soon, and returns at once
   */
  public RestoreResource(
      Supplier<ClusterStore> store,
      Supplier<ClusterKeys> keys,
      ClusterRestore restore,
      java.nio.file.Path folder,
      Runnable restart) {
    this.store = store;
    this.keys = keys;
    this.restore = restore;
    this.folder = folder;
    this.restart = restart;
  }

  /**
   * What the last restore of this cluster came to.
   *
   * @param last null when there was none
   * @param told keys of debts and deletions of the backup that were not done
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Restored(@Nullable RestoreRecord last, List<String> told) {}

  /** Takes the backup in; the node restarts itself and is the backup's then. */
  @POST
  public Response begin(InputStream body) throws IOException {
    if (!turn.tryAcquire()) {
      throw new ClusterException(
          ErrorCode.TOO_MANY_REQUESTS, "this node is taking in a backup already");
    }
    try (Upload upload = Upload.receive(body, folder)) {
      OpeningRequest request = upload.request();
      ClusterRestore.Accepted accepted =
          restore.accept(
              store,
              upload.file(),
              request.opening(),
              peer(request.as()),
              Boolean.TRUE.equals(request.nodeOnly()));
      restart.run();
      return Response.accepted(accepted).build();
    } catch (BackupFault e) {
      throw new ClusterException(ErrorCode.INVALID_REQUEST, e.sentence());
    } finally {
      turn.release();
    }
  }

  private static @Nullable UUID peer(@Nullable String id) {
    try {
      return id == null ? null : UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "'as' is no peer id: " + id + "; it is a UUID");
    }
  }

  @GET
  public Restored last() {
    ClusterStore now = store.get();
    ClusterKeys here = keys.get();
    String told = here.restored() + "told/";
    return new Restored(
        StoreFilling.last(now, here).orElse(null),
        now.list(told).entries().stream()
            .map(Entry::key)
            .map(key -> key.substring(told.length()))
            .toList());
  }
}
