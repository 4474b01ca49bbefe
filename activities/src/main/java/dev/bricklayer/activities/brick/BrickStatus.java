package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.volume.Brick;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A brick's process as this node sees it.
 *
 * @param pid 0 when it is not online
 * @param port 0 when it is not online
 */
public record BrickStatus(
    Brick brick, boolean online, long pid, int port, @Nullable Instant startedAt) {

  static BrickStatus of(Brick brick, Optional<RunningProcess> process) {
    return process
        .map(
            running ->
                new BrickStatus(brick, true, running.pid(), port(running), running.startedAt()))
        .orElseGet(() -> new BrickStatus(brick, false, 0, 0, null));
  }

  private static int port(RunningProcess process) {
    return process.option("--brick-port").map(Integer::parseInt).orElse(0);
  }
}
