package dev.bricklayer.activities.journal;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Makes the steps of one operation run one at a time on this node. */
public final class OperationLocks {

  private final Map<UUID, Turn> turns = new ConcurrentHashMap<>();
  private final Duration patience;

  /**
   * @param patience how long a step waits for another one of its operation
   */
  public OperationLocks(Duration patience) {
    this.patience = patience;
  }

  /**
   * Runs the step when no other step of the operation runs.
   *
   * @throws ClusterException {@code STEP_TIMED_OUT} when another one did not end in time
   */
  public void alone(UUID operation, Runnable step) {
    Turn turn =
        turns.compute(
            operation,
            (id, known) -> {
              Turn mine = known == null ? new Turn() : known;
              mine.interested++;
              return mine;
            });
    try {
      if (!turn.lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ClusterException(
            ErrorCode.STEP_TIMED_OUT,
            "another step of operation " + operation + " still runs on this node",
            Map.of("operation-id", operation.toString()));
      }
      try {
        step.run();
      } finally {
        turn.lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          ErrorCode.STEP_TIMED_OUT,
          "interrupted while another step of operation " + operation + " ran",
          Map.of("operation-id", operation.toString()),
          e);
    } finally {
      turns.computeIfPresent(operation, (id, known) -> --known.interested == 0 ? null : known);
    }
  }

  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private int interested; // guarded by the map's compute
  }
}
