package dev.bricklayer.config.operation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of an operation as people see it.
 *
 * @param peer the node it ran on, null for a step of the cluster
 * @param undo whether it undoes the step of that name
 */
public record Step(
    String name,
    @Nullable UUID peer,
    boolean undo,
    State state,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String error) {

  /** How far a step is. */
  public enum State {
    PENDING,
    RUNNING,
    DONE,
    FAILED,
    UNDONE,
    UNREACHABLE
  }
}
