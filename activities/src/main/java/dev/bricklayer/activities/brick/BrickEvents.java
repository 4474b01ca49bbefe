package dev.bricklayer.activities.brick;

import dev.bricklayer.config.volume.Brick;

/** Told of what happens to bricks outside of operations. Calls must not block. */
public interface BrickEvents {

  /** Nobody is told. */
  BrickEvents NONE =
      new BrickEvents() {
        @Override
        public void died(Brick brick) {}

        @Override
        public void restarted(Brick brick, int attempts) {}

        @Override
        public void failed(Brick brick, int attempts, String error) {}
      };

  /** Something at a brick's path belongs to no volume. */
  default void orphaned(Orphan orphan) {}

  /** A brick that should run does not. */
  void died(Brick brick);

  /** It runs again, after that many attempts. */
  void restarted(Brick brick, int attempts);

  /** An attempt to start it failed; there will be another one. */
  void failed(Brick brick, int attempts, String error);
}
