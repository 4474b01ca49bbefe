package dev.bricklayer.api.orphan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.activities.brick.Orphan;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to nobody on one node.
 *
 * @param error why the node cannot say; null when it has said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrphansOfPeer(
    @JsonProperty("peer-id") UUID peerId,
    String name,
    List<Entry> orphans,
    @Nullable String error) {

  /**
   * One path.
   *
   * @param pids absent when no process runs there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      String path,
      List<Orphan.Kind> what,
      @Nullable String volume,
      @JsonProperty("volume-id") @Nullable UUID volumeId,
      @JsonProperty("operation-id") @Nullable UUID operationId,
      @Nullable List<Long> pids) {

    static Entry of(Orphan orphan) {
      return new Entry(
          orphan.path(),
          orphan.what(),
          orphan.volume(),
          orphan.volumeId(),
          orphan.operation(),
          orphan.pids().isEmpty() ? null : orphan.pids());
    }
  }
}
