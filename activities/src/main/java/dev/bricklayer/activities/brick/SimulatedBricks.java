package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bricks without a process, to see how the control plane bears thousands of them. A brick is
 * "running" from its start to its stop, noted in {@code <run>/bricks/<brick id>.simulated}: like a
 * process it outlives this JVM and not a reboot. It fetches its volfile, has a port of its own and
 * signs in. Nothing listens on that port, and no data is served.
 */
public final class SimulatedBricks implements BrickRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedBricks.class);
  private static final String SUFFIX = ".simulated";

  private final BrickSettings settings;
  private final BrickPorts ports;
  private final Endpoint endpoint;
  private final Clock clock;
  private final Path folder;
  private final Map<UUID, Note> running = new ConcurrentHashMap<>();
  private final Map<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** What a brick's process asks of its node's gluster port. */
  public interface Endpoint {

    /**
     * Fetches a volfile as the process of that key would.
     *
     * @throws IOException when there is none
     */
    void fetch(String volfileId, String brickPath) throws IOException;

    void signIn(String brickPath, int port) throws IOException;

    void signOut(String brickPath);
  }

  /** The file of a brick that runs. */
  record Note(String path, int port, Instant startedAt) {}

  /**
   * Takes up what an earlier run of the node left in the run folder.
   *
   * @throws ClusterException {@code INVALID_REQUEST} when real brick processes of this node still
   *     run
   */
  public SimulatedBricks(
      BrickSettings settings,
      NodeFileSystem files,
      BrickPorts ports,
      Endpoint endpoint,
      Clock clock) {
    this.settings = settings;
    this.ports = ports;
    this.endpoint = endpoint;
    this.clock = clock;
    this.folder = settings.folders().run().resolve("bricks");
    try {
      Files.createDirectories(folder);
      refuseBesideProcesses(files);
      load();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read which simulated bricks run in " + folder, e);
    }
  }

  @Override
  public Kind kind() {
    return Kind.SIMULATED;
  }

  @Override
  public boolean running(Brick brick) {
    return running.containsKey(brick.id());
  }

  /** Its pid is 0: there is no process. */
  @Override
  public BrickStatus status(Brick brick) {
    Note note = running.get(brick.id());
    return note == null
        ? new BrickStatus(brick, false, 0, 0, null)
        : new BrickStatus(brick, true, 0, note.port(), note.startedAt());
  }

  @Override
  public boolean start(Brick brick) throws InterruptedException {
    ReentrantLock lock = lock(brick);
    lock.lockInterruptibly();
    try {
      if (running(brick)) {
        return false;
      }
      endpoint.fetch(brick.volfileId(), brick.path());
      int port = ports.claim(brick.id(), Set.of());
      try {
        Note note = new Note(brick.path(), port, clock.instant());
        write(brick.id(), note);
        endpoint.signIn(brick.path(), port);
        running.put(brick.id(), note);
      } finally {
        ports.launched(port);
      }
      LOG.debug("simulated brick {} of {} has port {}", brick.path(), brick.volumeName(), port);
      return true;
    } catch (IOException e) {
      throw failed(brick, e);
    } finally {
      if (!running(brick)) {
        deleteQuietly(brick.id());
      }
      lock.unlock();
    }
  }

  @Override
  public void stop(Brick brick) throws InterruptedException {
    ReentrantLock lock = lock(brick);
    lock.lockInterruptibly();
    try {
      Files.deleteIfExists(file(brick.id()));
      if (running.remove(brick.id()) != null) {
        endpoint.signOut(brick.path());
      }
    } catch (IOException e) {
      throw failed(brick, e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forget(Brick brick) {
    ports.forget(brick.id());
    locks.remove(brick.id());
  }

  private void write(UUID brick, Note note) throws IOException {
    StableStorage.replace(file(brick), Json.write(note));
  }

  private void deleteQuietly(UUID brick) {
    try {
      Files.deleteIfExists(file(brick));
    } catch (IOException e) {
      LOG.warn("{} stays: {}", file(brick), e.toString());
    }
  }

  private void load() throws IOException {
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : notes) {
        String name = file.getFileName().toString();
        try {
          UUID brick = UUID.fromString(name.substring(0, name.length() - SUFFIX.length()));
          Note note = Json.read(Files.readAllBytes(file), Note.class);
          endpoint.signIn(note.path(), note.port());
          running.put(brick, note);
        } catch (IOException | RuntimeException e) {
          LOG.warn("the simulated brick of {} does not run any more: {}", file, e.toString());
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Their processes would go on serving while this node says that nothing is. */
  private void refuseBesideProcesses(NodeFileSystem files) throws IOException {
    try (DirectoryStream<Path> pids = Files.newDirectoryStream(folder, "*.pid")) {
      for (Path file : pids) {
        if (files.lockHolder(file).isPresent()) {
          throw new ClusterException(
              ErrorCode.INVALID_REQUEST,
              "bricks.runtime is 'simulated', but process "
                  + files.lockHolder(file).getAsLong()
                  + " serves a brick of this node ("
                  + file
                  + "); stop its volumes first, or leave bricks.runtime at 'glusterfsd'");
        }
      }
    }
    Optional<RunningProcess> left = new BrickTable(settings.peer()).all().stream().findFirst();
    if (left.isPresent()) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "bricks.runtime is 'simulated', but process "
              + left.get().pid()
              + " serves the brick "
              + left.get().option("--brick-name").orElse("")
              + " of this node; end it first, or leave bricks.runtime at 'glusterfsd'");
    }
  }

  private ClusterException failed(Brick brick, IOException why) {
    return BrickFailure.of(
        ErrorCode.BRICK_PROCESS_FAILED,
        settings.peer(),
        brick,
        "start",
        "simulated: " + why.getMessage());
  }

  private ReentrantLock lock(Brick brick) {
    return locks.computeIfAbsent(brick.id(), id -> new ReentrantLock());
  }

  private Path file(UUID brick) {
    return folder.resolve(brick + SUFFIX);
  }
}
