package dev.bricklayer.activities.brick;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something at a brick's path of this node that belongs to no volume of the configuration.
 *
 * @param path the brick's
 * @param what kinds of what is there, in a fixed order, each once
 * @param volume the volume's name as the node remembers it, null when it does not
 * @param volumeId the id of the volume that it was of, null when it is not known
 * @param operation the operation that made it, null when it is not known
 * @param pids of glusterfsd processes
 */
public record Orphan(
    String path,
    List<Kind> what,
    @Nullable String volume,
    @Nullable UUID volumeId,
    @Nullable UUID operation,
    List<Long> pids) {

  public Orphan {
    requireNonNull(path, "path is null");
    what = List.copyOf(what);
    pids = List.copyOf(pids);
  }

  /** What is there. */
  public enum Kind {
    /** A folder with gluster's mark of a volume that has no brick there. */
    @JsonProperty("folder")
    FOLDER,
    /** A running glusterfsd of this node whose brick is not registered. */
    @JsonProperty("process")
    PROCESS,
    /** More than one glusterfsd on one brick, registered or not. */
    @JsonProperty("second-process")
    SECOND_PROCESS,
    /** What was there before the brick, kept for a brick that is not registered. */
    @JsonProperty("kept-origin")
    ORIGIN,
    /** A step in the node's journal of an operation that has no record. */
    @JsonProperty("journal")
    JOURNAL
  }
}
