package dev.bricklayer.api.volume;

import dev.bricklayer.api.operation.ChangeKind;
import dev.bricklayer.api.operation.ChangeRequest;
import dev.bricklayer.api.operation.OperationInfo;
import dev.bricklayer.api.operation.Submission;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What changes volumes; status codes and bodies are GD2's. */
public final class VolumeChanges {
  private final Supplier<ClusterView> view;
  private final VolumeDrafts drafts;

  public VolumeChanges(Supplier<ClusterView> view, VolumeDrafts drafts) {
    this.view = view;
    this.drafts = drafts;
  }

  public Map<OperationKind, ChangeKind> all() {
    return Map.of(
        OperationKind.CREATE_VOLUME, new Create(),
        OperationKind.START_VOLUME, new Start(),
        OperationKind.STOP_VOLUME, new Stop(),
        OperationKind.DELETE_VOLUME, new Delete());
  }

  /** The volume as it is now; where it is gone, the operation. */
  private Object shown(Operation operation) {
    ClusterView now = view.get();
    return now.volume(operation.entity())
        .<Object>map(volume -> VolumeInfo.of(volume, now))
        .orElseGet(() -> OperationInfo.of(operation, ""));
  }

  private Submission change(OperationKind kind, String verb, VolumeView volume, boolean force) {
    return Submission.onVolume(
        kind,
        volume.volume().name(),
        Summaries.change(verb, volume, view.get()),
        VolumeLookup.plan(volume, force, view.get()));
  }

  private final class Create implements ChangeKind {
    @Override
    public Submission draft(ChangeRequest request) {
      CreateVolumePlan plan = drafts.draft(request.required(CreateVolumeRequest.class), view.get());
      return Submission.onVolume(
              OperationKind.CREATE_VOLUME, plan.name(), Summaries.create(plan, view.get()), plan)
          .withSecret(Secrets.volumeAuth());
    }

    @Override
    public Optional<String> volume(ChangeRequest request) {
      return request.optional(CreateVolumeRequest.class).map(CreateVolumeRequest::name);
    }

    @Override
    public Response.ResponseBuilder answer(Operation succeeded) {
      return Response.status(Response.Status.CREATED)
          .header("Location", "/v1/volumes/" + succeeded.entity())
          .entity(shown(succeeded));
    }
  }

  /** A change of a volume that is there. */
  private abstract static class OfVolume implements ChangeKind {
    @Override
    public Optional<String> volume(ChangeRequest request) {
      return Optional.of(request.argument("volume"));
    }
  }

  private final class Start extends OfVolume {
    @Override
    public Submission draft(ChangeRequest request) {
      boolean force =
          request.optional(StartVolumeRequest.class).map(StartVolumeRequest::force).orElse(false);
      VolumeView volume = VolumeLookup.startable(view.get(), request.argument("volume"), force);
      return change(OperationKind.START_VOLUME, "start", volume, force);
    }

    @Override
    public Response.ResponseBuilder answer(Operation succeeded) {
      return Response.ok(shown(succeeded));
    }
  }

  private final class Stop extends OfVolume {
    @Override
    public Submission draft(ChangeRequest request) {
      VolumeView volume = VolumeLookup.stoppable(view.get(), request.argument("volume"));
      return change(OperationKind.STOP_VOLUME, "stop", volume, /* force= */ false);
    }

    @Override
    public Response.ResponseBuilder answer(Operation succeeded) {
      return Response.ok(shown(succeeded));
    }
  }

  private final class Delete extends OfVolume {
    @Override
    public Submission draft(ChangeRequest request) {
      VolumeView volume = VolumeLookup.deletable(view.get(), request.argument("volume"));
      return change(OperationKind.DELETE_VOLUME, "delete", volume, /* force= */ false);
    }

    @Override
    public Response.ResponseBuilder answer(Operation succeeded) {
      return Response.noContent();
    }
  }
}
