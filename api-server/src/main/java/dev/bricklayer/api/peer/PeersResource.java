package dev.bricklayer.api.peer;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.operation.Caller;
import dev.bricklayer.api.operation.ChangeRequest;
import dev.bricklayer.api.operation.Changes;
import dev.bricklayer.api.volume.MetadataFilter;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.peer.Peer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Peers: GD2's routes, status codes and bodies. */
@Path("/v1/peers")
@Produces("application/json; charset=UTF-8")
public final class PeersResource {
  private final Supplier<ClusterApi> cluster;
  private final Changes changes;
  private final Consumer<Peer> readmission;

  /**
   * @param readmission gives a peer that has lost its state folder its identity back
   */
  public PeersResource(Supplier<ClusterApi> cluster, Changes changes, Consumer<Peer> readmission) {
    this.cluster = cluster;
    this.readmission = readmission;
    this.changes = changes;
  }

  @GET
  public List<PeerInfo> list(
      @QueryParam("key") @Nullable String key, @QueryParam("value") @Nullable String value) {
    MetadataFilter filter = new MetadataFilter(key, value);
    return view().peers().stream()
        .filter(peer -> filter.matches(peer.metadata()))
        .map(this::info)
        .toList();
  }

  @POST
  public Response add(InputStream body, @Context HttpServletRequest request, @Context UriInfo uri) {
    return change(OperationKind.ADD_PEER, body, request, uri);
  }

  @GET
  @Path("/{peer}")
  public PeerInfo get(@PathParam("peer") String id) {
    return info(find(id));
  }

  @DELETE
  @Path("/{peer}")
  public Response remove(
      InputStream body, @Context HttpServletRequest request, @Context UriInfo uri) {
    return change(OperationKind.REMOVE_PEER, body, request, uri);
  }

  /**
   * Gives a peer that has lost its state folder its identity back. Nothing of the configuration
   * changes, so there is no operation; the node begins anew and is a peer as before.
   */
  @POST
  @Path("/{peer}/readmit")
  public Response readmit(@PathParam("peer") String id) {
    Peer peer = find(id);
    readmission.accept(peer);
    return Response.accepted(info(peer)).build();
  }

  private Response change(
      OperationKind kind, InputStream body, HttpServletRequest request, UriInfo uri) {
    return changes.make(kind, ChangeRequest.of(request, uri, body), Caller.of(request));
  }

  private PeerInfo info(Peer peer) {
    return PeerInfo.of(peer, view().agent(peer.id()));
  }

  private Peer find(String id) {
    UUID uuid = PeerRules.id(id);
    return view()
        .peer(uuid)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.PEER_NOT_FOUND, "peer not found", Map.of("peer-id", id)));
  }

  private ClusterView view() {
    return cluster.get().view();
  }
}
