package dev.bricklayer.activities.daemon;

import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.process.DaemonLaunch;
import dev.bricklayer.activities.process.LogTail;
import dev.bricklayer.activities.process.PeriodicCheck;
import dev.bricklayer.activities.process.ProcessEnd;
import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one self-heal daemon of this node, for all its volumes. It runs exactly while it is wanted,
 * is started again when it dies, and lives on when this JVM ends.
 *
 * <p>It is started anew for another graph; see {@link
 * dev.bricklayer.activities.volfile.SelfHealGraph}. So that it comes to heal where volumes come and
 * go all the time, it then lives for 5 s at least, for twice as long after each such start up to a
 * minute, and for 5 s again after a calm time.
 *
 * <p>{@link #pidFile} holds its pid when {@link #ensure} has returned, and is gone when it has been
 * stopped. The answer to its GETSPEC must name that file ({@code pidfile}): from glusterfs 7 on it
 * drops a volfile that comes without.
 */
public final class SelfHealDaemon implements SelfHeal {

  private static final Logger LOG = LoggerFactory.getLogger(SelfHealDaemon.class);
  private static final String VOLFILE_ID = "--volfile-id";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration GRAPH = Duration.ofSeconds(5);
  private static final int LOG_LINES = 5;
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(5);
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(1);
  private static final int CALM = 10; // lives without a change of the graph

  private final BrickSettings settings;
  private final NodeFileSystem files;
  private final Path pidFile;
  private final Path output;
  private final PeriodicCheck check;
  private volatile boolean told;
  private volatile Optional<String> wanted = Optional.empty();
  private Duration life = SHORTEST_LIFE;
  private long started = System.nanoTime() - LONGEST_LIFE.toNanos();
  private int failures;

  /** Whether one without its pid file was looked for since one was wanted last. */
  private boolean searched;

  private long nextTry;

  /** Does nothing until {@link #ensure} is called. */
  public SelfHealDaemon(BrickSettings settings, NodeFileSystem files) {
    this.settings = settings;
    this.files = files;
    this.pidFile = settings.folders().run().resolve("glustershd.pid");
    this.output = settings.folders().run().resolve("glustershd.out");
    this.check = new PeriodicCheck("self-heal-daemon", LOOK, this::look);
  }

  @Override
  public boolean ensure(Optional<String> volfileId) {
    boolean turned = !told || !wanted.equals(volfileId);
    wanted = volfileId;
    told = true;
    return converge(turned);
  }

  @Override
  public boolean up() {
    return running().isPresent();
  }

  /** The process while it runs. */
  public Optional<RunningProcess> running() {
    try {
      OptionalLong pid = files.lockHolder(pidFile);
      return pid.isEmpty() ? Optional.empty() : ProcessTable.find(pid.getAsLong());
    } catch (IOException e) {
      LOG.warn("cannot look for the self-heal daemon: {}", e.toString());
      return Optional.empty();
    }
  }

  @Override
  public Path pidFile() {
    return pidFile;
  }

  /** Where it takes commands; see {@link BrickOpClient}. */
  public Path socket() {
    return settings.folders().run().resolve("glustershd.socket");
  }

  /** Ends the watch over it; the daemon itself goes on. */
  @Override
  public void close() {
    check.close();
  }

  private void look() {
    if (told) {
      converge(false);
    }
  }

  private synchronized boolean converge(boolean atOnce) {
    Optional<String> wish = wanted;
    Optional<RunningProcess> process = running();
    try {
      if (wish.isEmpty()) {
        stop(process);
        return true;
      }
      if (process.isPresent()) {
        Duration lived = Duration.ofNanos(System.nanoTime() - started);
        if (process.get().option(VOLFILE_ID).equals(wish) || lived.compareTo(life) < 0) {
          return true;
        }
        stop(process);
        life = lifeAfter(lived);
      } else if (!atOnce && System.nanoTime() - nextTry < 0) {
        return false;
      }
      start(wish.get());
      failures = 0;
      return true;
    } catch (IOException e) {
      Duration pause = pause();
      failures++;
      nextTry = System.nanoTime() + pause.toNanos();
      LOG.error(
          "the self-heal daemon cannot be {}, next attempt in {} s: {}",
          wish.isPresent() ? "started" : "stopped",
          pause.toSeconds(),
          e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How long the next one lives at least, when another graph has ended this one. */
  private Duration lifeAfter(Duration lived) {
    if (lived.compareTo(life.multipliedBy(CALM)) > 0) {
      return SHORTEST_LIFE;
    }
    Duration doubled = life.multipliedBy(2);
    return doubled.compareTo(LONGEST_LIFE) > 0 ? LONGEST_LIFE : doubled;
  }

  private void start(String volfileId) throws IOException, InterruptedException {
    started = System.nanoTime();
    searched = false;
    killAll();
    Files.createDirectories(settings.folders().run());
    Files.createDirectories(settings.folders().log());
    Files.deleteIfExists(socket());
    Path log = settings.folders().log().resolve("glustershd.log");
    LogTail tail = LogTail.from(log);
    OptionalInt exit =
        new DaemonLaunch(command(volfileId, log), output).run(settings.delays().launch());
    boolean ended = exit.isPresent() && exit.getAsInt() != 0;
    if (exit.isEmpty() || ended || !awaitGraph()) {
      killAll();
      throw new IOException(
          (ended ? "it ended with code " + exit.getAsInt() : "it does not come up")
              + "; its log says:\n"
              + String.join("\n", tail.errors(LOG_LINES)));
    }
    LOG.info(
        "the self-heal daemon runs with pid {}", running().map(RunningProcess::pid).orElse(0L));
  }

  /** The launcher ends a moment before the daemon has its graph, or has refused it. */
  private boolean awaitGraph() throws InterruptedException {
    long deadline = System.nanoTime() + GRAPH.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (hasGraph()) {
        return true;
      }
      Thread.sleep(2);
    }
    return false;
  }

  /** Asks for nothing; it refuses even that while it has no graph. */
  private boolean hasGraph() {
    try {
      return running().isPresent()
          && new BrickOpClient(socket(), GRAPH)
              .call(BrickOp.XLATOR_OP, "", Map.of("xl-op", "3", "count", "0"))
              .succeeded();
    } catch (IOException e) {
      return false;
    }
  }

  private void stop(Optional<RunningProcess> process) throws IOException, InterruptedException {
    if (process.isPresent()) {
      BrickSettings.Delays delays = settings.delays();
      if (!ProcessEnd.end(process.get(), delays.grace(), delays.kill())) {
        throw new IOException("process " + process.get().pid() + " does not end");
      }
      LOG.info("the self-heal daemon is stopped");
    } else if (Files.exists(output) || !searched) {
      killAll();
    }
    searched = true;
    Files.deleteIfExists(pidFile);
    Files.deleteIfExists(socket());
  }

  /** What a launch that nobody saw to its end may have left. */
  private void killAll() throws InterruptedException, IOException {
    for (RunningProcess left : ProcessTable.withArguments(List.of("-p", pidFile.toString()))) {
      ProcessEnd.kill(left, settings.delays().kill());
    }
    Files.deleteIfExists(output);
  }

  private List<String> command(String volfileId, Path log) {
    List<String> command = new ArrayList<>();
    command.add(settings.programs().glusterfs());
    command.addAll(settings.volfileServer().arguments());
    command.addAll(
        List.of(
            VOLFILE_ID,
            volfileId,
            "-p",
            pidFile.toString(),
            "-l",
            log.toString(),
            "-S",
            socket().toString(),
            "--xlator-option",
            "*replicate*.node-uuid=" + settings.peer(),
            "--process-name",
            "glustershd",
            "--client-pid=-6"));
    return command;
  }

  private Duration pause() {
    Duration pause = settings.delays().restart().multipliedBy(1L << Math.min(failures, 10));
    Duration most = settings.delays().restartMost();
    return pause.compareTo(most) > 0 ? most : pause;
  }
}
