package dev.bricklayer.api.operation;

import dev.bricklayer.config.operation.Step;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells of one running operation.
 *
 * @param steps as its workflow tells them
 * @param pending the activities that have not ended
 */
public record EngineFacts(List<Step> steps, List<Pending> pending) {
  public static final EngineFacts NONE = new EngineFacts(List.of(), List.of());

  public EngineFacts {
    steps = List.copyOf(steps);
    pending = List.copyOf(pending);
  }

  /**
   * An activity that has not ended.
   *
   * @param activity its type, {@code Brick.Prepare}
   * @param peer the node that it is for, null for the cluster's queue
   * @param attempts how many attempts have begun
   * @param running whether one runs now, as far as the engine knows
   * @param lastError why the last attempt failed, null when none did
   * @param scheduledAt since when it waits for a worker; null when that is not known
   * @param nextAttemptAt when it is tried again, null when it is not resting
   */
  public record Pending(
      String activity,
      @Nullable UUID peer,
      int attempts,
      boolean running,
      @Nullable String lastError,
      @Nullable Instant scheduledAt,
      @Nullable Instant nextAttemptAt) {}
}
