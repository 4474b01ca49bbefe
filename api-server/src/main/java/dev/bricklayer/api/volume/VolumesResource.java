package dev.bricklayer.api.volume;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.operation.Caller;
import dev.bricklayer.api.operation.ChangeRequest;
import dev.bricklayer.api.operation.Changes;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.operation.OperationKind;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Volumes: GD2's routes, status codes and bodies. */
@Path("/v1/volumes")
@Produces("application/json; charset=UTF-8")
public final class VolumesResource {
  private final Supplier<ClusterApi> cluster;
  private final Changes changes;
  private final BrickFacts facts;

  public VolumesResource(Supplier<ClusterApi> cluster, Changes changes, BrickFacts facts) {
    this.cluster = cluster;
    this.changes = changes;
    this.facts = facts;
  }

  @GET
  public List<VolumeInfo> list(
      @QueryParam("key") @Nullable String key, @QueryParam("value") @Nullable String value) {
    MetadataFilter filter = new MetadataFilter(key, value);
    ClusterView view = view();
    return view.volumes().stream()
        .filter(volume -> filter.matches(volume.volume().metadata()))
        .map(volume -> VolumeInfo.of(volume, view))
        .toList();
  }

  @POST
  public Response create(
      InputStream body, @Context HttpServletRequest request, @Context UriInfo uri) {
    return change(OperationKind.CREATE_VOLUME, body, request, uri);
  }

  @GET
  @Path("/{volume}")
  public VolumeInfo get(@PathParam("volume") String name) {
    ClusterView view = view();
    return VolumeInfo.of(VolumeLookup.existing(view, name), view);
  }

  @POST
  @Path("/{volume}/start")
  public Response start(
      InputStream body, @Context HttpServletRequest request, @Context UriInfo uri) {
    return change(OperationKind.START_VOLUME, body, request, uri);
  }

  @POST
  @Path("/{volume}/stop")
  public Response stop(
      InputStream body, @Context HttpServletRequest request, @Context UriInfo uri) {
    return change(OperationKind.STOP_VOLUME, body, request, uri);
  }

  @DELETE
  @Path("/{volume}")
  public Response delete(
      InputStream body, @Context HttpServletRequest request, @Context UriInfo uri) {
    return change(OperationKind.DELETE_VOLUME, body, request, uri);
  }

  @GET
  @Path("/{volume}/bricks")
  public List<BrickStatus> bricks(@PathParam("volume") String name) {
    return facts.of(VolumeLookup.existing(view(), name));
  }

  private Response change(
      OperationKind kind, InputStream body, HttpServletRequest request, UriInfo uri) {
    return changes.make(kind, ChangeRequest.of(request, uri, body), Caller.of(request));
  }

  private ClusterView view() {
    return cluster.get().view();
  }
}
