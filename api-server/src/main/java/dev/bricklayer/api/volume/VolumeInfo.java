package dev.bricklayer.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.config.volume.VolumeType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A volume as GD2's clients read it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record VolumeInfo(
    UUID id,
    String name,
    VolumeType type,
    String transport,
    @JsonProperty("distribute-count") int distributeCount,
    @JsonProperty("replica-count") int replicaCount,
    @JsonProperty("arbiter-count") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int arbiterCount,
    @JsonProperty("disperse-count") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int disperseCount,
    @JsonProperty("disperse-data-count") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int disperseDataCount,
    @JsonProperty("disperse-redundancy-count") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int disperseRedundancyCount,
    Map<String, String> options,
    VolumeState state,
    List<SubvolInfo> subvols,
    Map<String, String> metadata,
    @JsonProperty("snap-list") List<String> snapList,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long capacity) {

  /** A subvolume with its bricks. */
  public record SubvolInfo(
      String name,
      SubvolType type,
      List<BrickInfo> bricks,
      @JsonProperty("replica-count") int replicaCount,
      @JsonProperty("arbiter-count") int arbiterCount,
      @JsonProperty("disperse-count") int disperseCount,
      @JsonProperty("disperse-data-count") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
          int disperseDataCount,
      @JsonProperty("disperse-redundancy-count") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
          int disperseRedundancyCount) {}

  /**
   * A brick and where it is.
   *
   * @param runtime {@code simulated} on a node without brick processes, else absent
   */
  public record BrickInfo(
      UUID id,
      String path,
      @JsonProperty("volume-id") UUID volumeId,
      @JsonProperty("volume-name") String volumeName,
      @JsonProperty("peer-id") UUID peerId,
      String host,
      BrickType type,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runtime) {
    public static BrickInfo of(Brick brick, ClusterView view) {
      return new BrickInfo(
          brick.id(),
          brick.path(),
          brick.volumeId(),
          brick.volumeName(),
          brick.peerId(),
          brick.host(),
          brick.type(),
          view.peer(brick.peerId()).map(peer -> peer.metadata().get(Peer.BRICKS)).orElse(null));
    }
  }

  public static VolumeInfo of(VolumeView found, ClusterView view) {
    Volume volume = found.volume();
    Subvol first = volume.subvols().get(0);
    return new VolumeInfo(
        volume.id(),
        volume.name(),
        volume.type(),
        volume.transport(),
        volume.subvols().size(),
        Math.max(1, first.replica()),
        first.arbiter(),
        first.disperse(),
        first.disperseData(),
        first.redundancy(),
        volume.options(),
        volume.state(),
        IntStream.range(0, volume.subvols().size())
            .mapToObj(at -> subvol(volume.subvols().get(at), found.bricksOf(at), view))
            .toList(),
        volume.metadata(),
        List.of(),
        volume.capacity());
  }

  private static SubvolInfo subvol(Subvol subvol, List<Brick> bricks, ClusterView view) {
    return new SubvolInfo(
        subvol.name(),
        subvol.type(),
        bricks.stream().map(brick -> BrickInfo.of(brick, view)).toList(),
        Math.max(1, subvol.replica()),
        subvol.arbiter(),
        subvol.disperse(),
        subvol.disperseData(),
        subvol.redundancy());
  }
}
