package dev.bricklayer.workflows.volume;

import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The commits of volume operations: local activities, one guarded transaction each. The guards are
 * always the operation's record (ACCEPTED) and the engine's epoch; a commit that comes twice finds
 * COMMITTED and answers with the first one's revision; one that comes after the roll-back began
 * fails with {@code CONFLICT} and changes nothing.
 */
@ActivityInterface(namePrefix = "VolumeCommit.")
public interface VolumeCommits {
  /**
   * Writes the volume and its bricks. Guards: no volume of that name, none of the brick keys, the
   * peers unchanged.
   *
   * @return the store's revision
   */
  @ActivityMethod
  long create(Ticket ticket, CreateVolumePlan plan);

  /** Guard: the volume has that id. */
  @ActivityMethod
  long start(Ticket ticket, VolumePlan plan);

  /** Guard: the volume has that id and is started. */
  @ActivityMethod
  long stop(Ticket ticket, VolumePlan plan);

  /**
   * Removes the volume and its bricks, leaves a tombstone for each peer. Guard: the volume has that
   * id and is not started.
   */
  @ActivityMethod
  long delete(Ticket ticket, VolumePlan plan);
}
