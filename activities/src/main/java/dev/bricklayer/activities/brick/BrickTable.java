package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.volume.Brick;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The glusterfsd processes of one node's bricks, found by their command lines alone, so that one is
 * found too when the run folder with its pid file was emptied. The node's id in the arguments tells
 * ours from those of another cluster or of glusterd, the brick's id in the name of the pid file
 * tells the brick from an earlier one at the same path.
 */
final class BrickTable {

  private static final Duration RECENT = Duration.ofSeconds(1);

  private final String mark;
  private List<RunningProcess> last = List.of();
  private long lookedAt = System.nanoTime() - RECENT.toNanos();

  BrickTable(UUID peer) {
    this.mark = mark(peer);
  }

  /** The option by which a process of this node's bricks is known. */
  static String mark(UUID peer) {
    return "*-posix.glusterd-uuid=" + peer;
  }

  /** All that run now, launchers that are about to end too; the oldest first. */
  synchronized List<RunningProcess> all() {
    last =
        ProcessTable.withArguments(List.of("--xlator-option", mark)).stream()
            .filter(process -> process.option("--brick-name").isPresent())
            .sorted(Comparator.comparing(RunningProcess::startedAt))
            .toList();
    lookedAt = System.nanoTime();
    return last;
  }

  /**
   * Those of one brick that run now, the oldest first. Of processes that this node did not launch
   * itself it may miss those of the last second, so that many bricks can be asked for at once.
   */
  synchronized List<RunningProcess> of(Brick brick) {
    boolean old = System.nanoTime() - lookedAt >= RECENT.toNanos();
    return (old ? all() : last)
        .stream().filter(process -> serves(process, brick)).filter(ProcessTable::alive).toList();
  }

  /** There is a new process. */
  synchronized void launched() {
    lookedAt = System.nanoTime() - RECENT.toNanos();
  }

  /** The id of the brick that a process serves, as the name of its pid file says. */
  static Optional<String> brickId(RunningProcess process) {
    return process
        .option("-p")
        .map(file -> Path.of(file).getFileName())
        .map(name -> name.toString().replaceFirst("\\.pid$", ""));
  }

  static boolean serves(RunningProcess process, Brick brick) {
    return process.option("--brick-name").filter(brick.path()::equals).isPresent()
        && brickId(process).filter(brick.id().toString()::equals).isPresent();
  }
}
