package dev.bricklayer.workflows.volume;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * What one node does with its bricks. Runs on the node's own task queue.
 *
 * <p>Each is idempotent by the operation's id: before an effect the node notes in its journal which
 * operation does what and what was there before. An undo closes its step: an attempt that wakes
 * later finds it closed and does nothing. Undoing what was never done is success. Failures carry
 * the {@code ErrorCode}'s name as their type and the facts as details.
 */
@ActivityInterface(namePrefix = "Brick.")
public interface BrickActivities {
  /**
   * Checks the paths, reserves them on this node, makes them where the flags allow, and marks them
   * with the volume's id ({@code trusted.glusterfs.volume-id}, {@code .glusterfs/indices}).
   *
   * <p>Fails with {@code BRICK_UNUSABLE} or {@code BRICK_IN_USE}, naming the path and what is wrong
   * with it; nothing that the failed attempt did stays then.
   */
  @ActivityMethod
  void prepare(NodeBricks bricks, BrickChecks checks);

  /** Undoes {@link #prepare}: whatever it made is gone, whatever was there before is as it was. */
  @ActivityMethod
  void release(NodeBricks bricks);

  /**
   * Starts the bricks' processes, those that do not run already, and returns when each has signed
   * in.
   *
   * <p>Fails with {@code BRICK_PROCESS_FAILED}, naming the brick and quoting its log.
   */
  @ActivityMethod
  void start(NodeBricks bricks);

  /** Undoes {@link #start}: stops those that it started, and no others. */
  @ActivityMethod
  void undoStart(NodeBricks bricks);

  /**
   * Stops the bricks' processes, gracefully first; returns when they are gone. After the commit of
   * a stop or deletion.
   */
  @ActivityMethod
  void stop(NodeBricks bricks);

  /**
   * Gives the paths of a deleted volume back: marks removed; an empty brick is left as it was
   * before the volume, one with data keeps the data. Confirms the tombstone.
   */
  @ActivityMethod
  void clear(NodeBricks bricks);
}
