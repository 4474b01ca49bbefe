package dev.bricklayer.api.volume;

import dev.bricklayer.api.volume.CreateVolumeRequest.BrickRequest;
import dev.bricklayer.api.volume.CreateVolumeRequest.SubvolRequest;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.VolumeName;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * From a request to a plan, with every check that needs no look at a node: names, counts,
 * duplicates, peers, options. The order of the checks and the texts are GD2's.
 */
public final class VolumeDrafts {

  private final VolumeOptions options;

  public VolumeDrafts(VolumeOptions options) {
    this.options = options;
  }

  /**
   * @throws ClusterException {@code INVALID_REQUEST}, {@code VOLUME_EXISTS}, {@code BRICK_IN_USE}
   *     or {@code PEER_NOT_FOUND}, with the place in its fields
   */
  public CreateVolumePlan draft(CreateVolumeRequest request, ClusterView view) {
    if (request.name() == null) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "invalid volume name", Map.of("reason", "it is missing"));
    }
    VolumeName name = new VolumeName(request.name());
    String transport = transport(request);
    if (request.size() > 0) {
      throw new ClusterException(
          ErrorCode.INTERNAL, "no devices registered or available for allocating bricks");
    }
    List<SubvolRequest> wished = request.subvolsOrNone();
    if (request.size() < 0 || wished.isEmpty()) {
      throw invalid("brick list is empty", Map.of());
    }
    MetadataLimits.checkMetadata(request.metadataOrNone());
    MetadataLimits.checkOptions(request.optionsOrNone());
    BrickChecks checks = BrickFlags.checks(request.force(), request.flagsOrNone());

    UUID volumeId = UUID.randomUUID();
    List<Subvol> subvols = new ArrayList<>();
    List<Brick> bricks = new ArrayList<>();
    for (int at = 0; at < wished.size(); at++) {
      SubvolRequest subvol = wished.get(at);
      if (subvol.bricksOrNone().isEmpty()) {
        throw invalid("brick list is empty", Map.of("subvol", Integer.toString(at)));
      }
      subvols.add(SubvolRules.subvol(subvol, name + "-%s-" + at, at));
      if (subvols.get(at).type() != subvols.get(0).type()) {
        throw invalid("all subvolumes must be of one type", Map.of("subvol", Integer.toString(at)));
      }
      List<BrickRequest> members = subvol.bricksOrNone();
      for (int index = 0; index < members.size(); index++) {
        bricks.add(
            brick(
                members.get(index),
                SubvolRules.brickType(subvol, subvols.get(at), index),
                volumeId,
                name.value(),
                at,
                bricks.size(),
                view));
      }
    }
    BrickPaths.rejectOverlaps(bricks);
    Map<String, String> effective =
        options.forNewVolume(
            request.optionsOrNone(),
            subvols.get(0).type(),
            new VolumeOptions.Allowed(
                request.allowAdvanced(), request.allowExperimental(), request.allowDeprecated()));
    if (view.volume(name.value()).isPresent()) {
      throw new ClusterException(
          ErrorCode.VOLUME_EXISTS, "volume already exists", Map.of("volume", name.value()));
    }
    BrickPaths.rejectRegistered(bricks, view);
    Map<String, String> metadata = new TreeMap<>(request.metadataOrNone());
    metadata.putIfAbsent("_brick-provision-type", "");
    return new CreateVolumePlan(
        volumeId,
        name.value(),
        transport,
        subvols,
        BrickPaths.withVolfileIds(bricks),
        effective,
        metadata,
        0,
        checks);
  }

  private static String transport(CreateVolumeRequest request) {
    String transport = request.transport();
    if (transport == null || transport.isEmpty() || transport.equals("tcp")) {
      return "tcp";
    }
    if (transport.equals("rdma")) {
      throw invalid(
          "transport rdma is not supported by this glusterfs; use tcp (rdma left glusterfs with"
              + " version 8)",
          Map.of());
    }
    throw invalid("invalid transport. Supported values: tcp or rdma", Map.of());
  }

  private static Brick brick(
      BrickRequest request,
      BrickType type,
      UUID volumeId,
      String volume,
      int subvol,
      int index,
      ClusterView view) {
    String path = BrickPaths.normal(request.path());
    Peer peer = peer(request.peerId(), path, view);
    return new Brick(
        UUID.randomUUID(), volumeId, volume, peer.id(), peer.host(), path, type, subvol, index);
  }

  private static Peer peer(
      @org.jspecify.annotations.Nullable String id, String path, ClusterView view) {
    if (id == null || id.isEmpty()) {
      throw invalid("a brick names no peer: peerid is missing", Map.of("path", path));
    }
    UUID uuid;
    try {
      uuid = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw invalid(
          "a brick's peerid is not a UUID: " + id.toLowerCase(Locale.ROOT), Map.of("path", path));
    }
    return view.peer(uuid)
        .orElseThrow(
            () ->
                invalid(
                    "no peer has the id " + uuid + "; GET /v1/peers lists the peers",
                    Map.of("path", path, "peer-id", uuid.toString())));
  }

  static ClusterException invalid(String message, Map<String, String> fields) {
    return new ClusterException(ErrorCode.INVALID_REQUEST, message, fields);
  }
}
