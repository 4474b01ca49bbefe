package dev.bricklayer.api.volume;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.api.operation.Answers;
import dev.bricklayer.api.operation.Caller;
import dev.bricklayer.api.operation.Submission;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Volumes: GD2's routes, status codes and bodies. */
@Path("/v1/volumes")
@Produces("application/json; charset=UTF-8")
public final class VolumesResource {
  private final Supplier<ClusterApi> cluster;
  private final VolumeDrafts drafts;
  private final BrickFacts facts;

  public VolumesResource(Supplier<ClusterApi> cluster, VolumeDrafts drafts, BrickFacts facts) {
    this.cluster = cluster;
    this.drafts = drafts;
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
  public Response create(InputStream body, @Context HttpServletRequest request) {
    CreateVolumeRequest wish = RequestBody.required(body, CreateVolumeRequest.class);
    CreateVolumePlan plan = drafts.draft(wish, view());
    Submission submission =
        Submission.onVolume(
                OperationKind.CREATE_VOLUME, plan.name(), Summaries.create(plan, view()), plan)
            .withSecret(Secrets.volumeAuth());
    return Answers.to(
        submission,
        Caller.of(request),
        cluster.get().operations(),
        done ->
            Response.status(Response.Status.CREATED)
                .header("Location", "/v1/volumes/" + plan.name())
                .entity(info(plan.name())));
  }

  @GET
  @Path("/{volume}")
  public VolumeInfo get(@PathParam("volume") String name) {
    return info(name);
  }

  @POST
  @Path("/{volume}/start")
  public Response start(
      @PathParam("volume") String name, InputStream body, @Context HttpServletRequest request) {
    boolean force =
        RequestBody.optional(body, StartVolumeRequest.class)
            .map(StartVolumeRequest::force)
            .orElse(false);
    VolumeView volume = VolumeLookup.startable(view(), name, force);
    return change(OperationKind.START_VOLUME, volume, force, request);
  }

  @POST
  @Path("/{volume}/stop")
  public Response stop(@PathParam("volume") String name, @Context HttpServletRequest request) {
    VolumeView volume = VolumeLookup.stoppable(view(), name);
    return change(OperationKind.STOP_VOLUME, volume, false, request);
  }

  @DELETE
  @Path("/{volume}")
  public Response delete(@PathParam("volume") String name, @Context HttpServletRequest request) {
    VolumeView volume = VolumeLookup.deletable(view(), name);
    Submission submission =
        Submission.onVolume(
            OperationKind.DELETE_VOLUME,
            name,
            Summaries.change("delete", volume, view()),
            VolumeLookup.plan(volume, false, view()));
    return Answers.to(
        submission, Caller.of(request), cluster.get().operations(), done -> Response.noContent());
  }

  @GET
  @Path("/{volume}/bricks")
  public List<BrickStatus> bricks(@PathParam("volume") String name) {
    return facts.of(VolumeLookup.existing(view(), name));
  }

  private Response change(
      OperationKind kind, VolumeView volume, boolean force, HttpServletRequest request) {
    String name = volume.volume().name();
    Submission submission =
        Submission.onVolume(
            kind,
            name,
            Summaries.change(kind == OperationKind.START_VOLUME ? "start" : "stop", volume, view()),
            VolumeLookup.plan(volume, force, view()));
    return Answers.to(
        submission,
        Caller.of(request),
        cluster.get().operations(),
        done -> Response.ok(info(name)));
  }

  private VolumeInfo info(String name) {
    ClusterView view = view();
    return VolumeInfo.of(VolumeLookup.existing(view, name), view);
  }

  private ClusterView view() {
    return cluster.get().view();
  }
}
