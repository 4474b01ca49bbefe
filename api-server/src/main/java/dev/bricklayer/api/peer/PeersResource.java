package dev.bricklayer.api.peer;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.api.operation.Answers;
import dev.bricklayer.api.operation.Caller;
import dev.bricklayer.api.operation.Submission;
import dev.bricklayer.api.volume.MetadataFilter;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.link.PeerAddress;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
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
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Peers: GD2's routes, status codes and bodies. */
@Path("/v1/peers")
@Produces("application/json; charset=UTF-8")
public final class PeersResource {
  private final Supplier<ClusterApi> cluster;
  private final PeerProbe probe;
  private final UUID self;

  public PeersResource(Supplier<ClusterApi> cluster, PeerProbe probe, UUID self) {
    this.cluster = cluster;
    this.probe = probe;
    this.self = self;
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
  public Response add(InputStream body, @Context HttpServletRequest request) {
    AddPeerRequest wish = RequestBody.required(body, AddPeerRequest.class);
    if (wish.addresses() == null || wish.addresses().isEmpty()) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "no addresses given: addresses is a list like [\"host:24008\"]");
    }
    PeerRules.checkMetadata(wish.metadataOrNone());
    String address = PeerAddress.parse(wish.addresses().get(0)).toString();
    PeerRules.rejectKnownAddress(address, view());
    PeerProbe.Hello hello = probe.hello(address);
    Map<String, String> metadata = PeerRules.metadata(wish.metadataOrNone(), wish.zone(), hello);
    Peer peer = PeerRules.joiner(hello, address, self, view(), metadata);
    Submission submission =
        Submission.onCluster(
            OperationKind.ADD_PEER,
            peer.id().toString(),
            "add peer " + peer.name() + " (" + address + ")",
            new AddPeerPlan(address, peer));
    return Answers.to(
        submission,
        Caller.of(request),
        cluster.get().operations(),
        done ->
            Response.status(Response.Status.CREATED)
                .header("Location", "/v1/peers/" + peer.id())
                .entity(PeerInfo.joined(find(peer.id().toString()))));
  }

  @GET
  @Path("/{peer}")
  public PeerInfo get(@PathParam("peer") String id) {
    return info(find(id));
  }

  @DELETE
  @Path("/{peer}")
  public Response remove(@PathParam("peer") String id, @Context HttpServletRequest request) {
    Peer peer = PeerRules.removable(uuid(id), self, view());
    Submission submission =
        Submission.onCluster(
            OperationKind.REMOVE_PEER,
            peer.id().toString(),
            "remove peer " + peer.name() + " (" + peer.peerAddresses().get(0) + ")",
            new RemovePeerPlan(peer.peerAddresses().get(0), peer));
    return Answers.to(
        submission, Caller.of(request), cluster.get().operations(), done -> Response.noContent());
  }

  private PeerInfo info(Peer peer) {
    return PeerInfo.of(peer, view().agent(peer.id()));
  }

  private Peer find(String id) {
    UUID uuid = uuid(id);
    return view()
        .peer(uuid)
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.PEER_NOT_FOUND, "peer not found", Map.of("peer-id", id)));
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "Invalid peer-id: it is not a UUID", Map.of("peer-id", id));
    }
  }

  private ClusterView view() {
    return cluster.get().view();
  }
}
