package dev.bricklayer.activities.brick;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.volume.Brick;

/**
 * What serves this node's bricks: the real processes, or a stand-in that only remembers which
 * bricks were started. Everything around it (folders, marks, journal, ports, volfiles, sign-in) is
 * the same for both. What was started outlives this JVM. Start and stop of one brick exclude each
 * other.
 */
public interface BrickRuntime {

  /** What it is; {@link #SIMULATED} is to be told to people wherever bricks are shown. */
  enum Kind {
    GLUSTERFSD,
    SIMULATED
  }

  Kind kind();

  /** Whether the brick is served now. */
  boolean running(Brick brick);

  BrickStatus status(Brick brick);

  /**
   * Starts the brick unless it runs; returns when it has signed in.
   *
   * @return whether this call started it
   * @throws ClusterException {@code BRICK_PROCESS_FAILED}; nothing that was started lives then
   */
  boolean start(Brick brick) throws InterruptedException;

  /**
   * Stops the brick. Not running is as good.
   *
   * @throws ClusterException {@code BRICK_PROCESS_FAILED} when it cannot be stopped
   */
  void stop(Brick brick) throws InterruptedException;

  /** Forgets what is kept for a brick that will never run again: its port. */
  void forget(Brick brick);
}
