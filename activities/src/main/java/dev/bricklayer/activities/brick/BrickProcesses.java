package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.process.DaemonLaunch;
import dev.bricklayer.activities.process.LogTail;
import dev.bricklayer.activities.process.ProcessEnd;
import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The glusterfsd processes of this node's bricks, one each. They live on when this JVM ends and are
 * found again by the lock on their pid file, which the kernel drops at their death. One whose pid
 * file is gone is found by its arguments ({@link BrickTable}) and kept: it counts as the brick's
 * process, and its pid file is written anew, without the lock. Start and stop of one brick exclude
 * each other.
 */
public final class BrickProcesses implements BrickRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(BrickProcesses.class);
  private static final int PORTS_TO_TRY = 5;
  private static final int LOG_LINES = 5;

  private final BrickSettings settings;
  private final NodeFileSystem files;
  private final BrickPorts ports;
  private final BrickTable table;
  private final Map<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();

  public BrickProcesses(BrickSettings settings, NodeFileSystem files, BrickPorts ports) {
    this.settings = settings;
    this.files = files;
    this.ports = ports;
    this.table = new BrickTable(settings.peer());
  }

  @Override
  public Kind kind() {
    return Kind.GLUSTERFSD;
  }

  @Override
  public boolean running(Brick brick) {
    return find(brick).isPresent();
  }

  /** The brick's process while it runs. */
  public Optional<RunningProcess> find(Brick brick) {
    try {
      Optional<RunningProcess> locked = byLock(brick);
      if (locked.isPresent()) {
        return locked;
      }
      Optional<RunningProcess> unlocked = withoutLock(brick, table.of(brick));
      if (unlocked.isPresent()) {
        adopt(brick, unlocked.get());
      }
      return unlocked;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for the process of brick " + brick.path(), e);
    }
  }

  private Optional<RunningProcess> byLock(Brick brick) throws IOException {
    OptionalLong pid = files.lockHolder(names(brick).pidFile());
    return pid.isEmpty()
        ? Optional.empty()
        : ProcessTable.find(pid.getAsLong())
            .filter(
                process -> process.option("--brick-name").filter(brick.path()::equals).isPresent());
  }

  /** A launch that is under way, or was cut off, does not count: its output file is there. */
  private Optional<RunningProcess> withoutLock(Brick brick, List<RunningProcess> candidates) {
    return Files.exists(names(brick).output()) ? Optional.empty() : candidates.stream().findFirst();
  }

  @Override
  public BrickStatus status(Brick brick) {
    return BrickStatus.of(brick, find(brick));
  }

  /** The unix socket on which the brick's process takes commands. */
  public Path socket(Brick brick) {
    return names(brick).socket();
  }

  /**
   * Starts the brick unless it runs; returns when it has signed in.
   *
   * @return whether this call started it
   * @throws ClusterException {@code BRICK_PROCESS_FAILED} with the last lines of its log; nothing
   *     that was started lives then
   */
  @Override
  public boolean start(Brick brick) throws InterruptedException {
    ReentrantLock lock = lock(brick);
    lock.lockInterruptibly();
    try {
      if (byLock(brick).isPresent()) {
        return false;
      }
      Optional<RunningProcess> unlocked = withoutLock(brick, table.of(brick));
      if (unlocked.isPresent()) {
        adopt(brick, unlocked.get());
        return false;
      }
      endUnfinishedLaunch(brick);
      launch(brick);
      return true;
    } catch (IOException e) {
      throw failed(brick, e.toString(), e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops the brick: SIGTERM, SIGKILL when it does not go; also a launch that is under way. Not
   * running is as good.
   *
   * @throws ClusterException {@code BRICK_PROCESS_FAILED} when it outlives SIGKILL
   */
  @Override
  public void stop(Brick brick) throws InterruptedException {
    ReentrantLock lock = lock(brick);
    lock.lockInterruptibly();
    try {
      Optional<RunningProcess> locked = byLock(brick);
      if (locked.isPresent()) {
        end(brick, locked.get(), true);
      }
      if (Files.exists(names(brick).output())) {
        endUnfinishedLaunch(brick);
      }
      for (RunningProcess left : table.of(brick)) {
        end(brick, left, true);
      }
      Files.deleteIfExists(names(brick).pidFile());
      Files.deleteIfExists(names(brick).socket());
    } catch (IOException e) {
      throw failed(brick, e.toString(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forget(Brick brick) {
    ports.forget(brick.id());
    locks.remove(brick.id());
  }

  /**
   * Its lock is on a file that has no name any more; the new one says the pid, for people. Not
   * while the brick is being started or stopped.
   */
  private void adopt(Brick brick, RunningProcess process) throws IOException {
    Path pidFile = names(brick).pidFile();
    ReentrantLock lock = lock(brick);
    if (Files.exists(pidFile) || !lock.tryLock()) {
      return;
    }
    try {
      if (ProcessTable.alive(process)) {
        files.replace(pidFile, (process.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
        LOG.warn(
            "brick {} of {} runs as process {} without its pid file; it is kept, and takes commands"
                + " on its socket again only after a restart",
            brick.path(),
            brick.volumeName(),
            process.pid());
      }
    } finally {
      lock.unlock();
    }
  }

  private void launch(Brick brick) throws IOException, InterruptedException {
    BrickFiles names = names(brick);
    Files.createDirectories(names.pidFile().getParent());
    Files.createDirectories(names.log().getParent());
    Set<Integer> refused = new HashSet<>();
    while (true) {
      int port = ports.claim(brick.id(), refused);
      try {
        LogTail log = LogTail.from(names.log());
        LogTail output = LogTail.from(names.output());
        OptionalInt exit =
            new DaemonLaunch(command(brick, names, port), names.output())
                .run(settings.delays().launch());
        if (exit.isPresent() && exit.getAsInt() == 0) {
          LOG.info("brick {} of {} listens on port {}", brick.path(), brick.volumeName(), port);
          return;
        }
        endAll(brick);
        String why = why(exit, log, output);
        if (!portTaken(log) || refused.size() + 1 >= PORTS_TO_TRY) {
          throw failed(brick, why, null);
        }
        LOG.info("port {} was taken before brick {} had it", port, brick.path());
        refused.add(port);
      } finally {
        table.launched();
        ports.launched(port);
      }
    }
  }

  private List<String> command(Brick brick, BrickFiles names, int port) {
    List<String> command = new ArrayList<>();
    command.add(settings.programs().glusterfsd());
    command.addAll(settings.volfileServer().arguments());
    command.addAll(
        List.of(
            "--volfile-id",
            brick.volfileId(),
            "-p",
            names.pidFile().toString(),
            "-S",
            names.socket().toString(),
            "--brick-name",
            brick.path(),
            "-l",
            names.log().toString(),
            "--xlator-option",
            BrickTable.mark(settings.peer()),
            "--process-name",
            "brick",
            "--brick-port",
            Integer.toString(port),
            "--xlator-option",
            brick.volumeName() + "-server.listen-port=" + port));
    return command;
  }

  /**
   * Ends what an earlier run of this JVM launched and did not see to the end: its output file is
   * still there, and the process may not hold its pid file yet.
   */
  private void endUnfinishedLaunch(Brick brick) throws IOException, InterruptedException {
    if (Files.exists(names(brick).output()) || Files.exists(names(brick).pidFile())) {
      endAll(brick);
      Files.deleteIfExists(names(brick).output());
    }
  }

  /** Kills every process with the brick's pid file in its command line: launcher and daemon. */
  private void endAll(Brick brick) throws InterruptedException {
    List<String> words = List.of("-p", names(brick).pidFile().toString());
    for (RunningProcess process : ProcessTable.withArguments(words)) {
      end(brick, process, false);
    }
  }

  private void end(Brick brick, RunningProcess process, boolean gracefully)
      throws InterruptedException {
    BrickSettings.Delays delays = settings.delays();
    boolean gone =
        gracefully
            ? ProcessEnd.end(process, delays.grace(), delays.kill())
            : ProcessEnd.kill(process, delays.kill());
    if (!gone) {
      throw failed(brick, "process " + process.pid() + " does not end, not even killed", null);
    }
  }

  private String why(OptionalInt exit, LogTail log, LogTail output) {
    List<String> lines = log.errors(LOG_LINES);
    String quoted = String.join("\n", lines.isEmpty() ? output.lines(LOG_LINES) : lines);
    return (exit.isPresent()
            ? "glusterfsd ended with code " + exit.getAsInt()
            : "glusterfsd did not sign in within " + settings.delays().launch().toSeconds() + " s")
        + (quoted.isEmpty() ? "" : "; its log says:\n" + quoted);
  }

  private static boolean portTaken(LogTail log) {
    return log.lines(Integer.MAX_VALUE).stream()
        .anyMatch(line -> line.contains("Address already in use"));
  }

  private ClusterException failed(
      Brick brick, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ClusterException(
        ErrorCode.BRICK_PROCESS_FAILED,
        "brick " + brick.path() + " on " + brick.host() + ": " + why,
        Map.of(
            "peer-id",
            settings.peer().toString(),
            "path",
            brick.path(),
            "step",
            "start",
            "error",
            why),
        cause);
  }

  private ReentrantLock lock(Brick brick) {
    return locks.computeIfAbsent(brick.id(), id -> new ReentrantLock());
  }

  private BrickFiles names(Brick brick) {
    return BrickFiles.of(settings.folders(), brick);
  }
}
