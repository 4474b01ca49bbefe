package dev.bricklayer.activities.daemon;

import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.activities.brick.SimulatedBricks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The self-heal daemon of a node with simulated bricks: no process, and nothing is healed. It runs
 * from when it is wished until it is not, noted in {@code <run>/glustershd.simulated}, and fetches
 * its volfile when it starts.
 */
public final class SimulatedSelfHeal implements SelfHeal {

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedSelfHeal.class);

  private final Path note;
  private final Path pidFile;
  private final SimulatedBricks.Endpoint endpoint;

  public SimulatedSelfHeal(BrickSettings settings, SimulatedBricks.Endpoint endpoint) {
    this.note = settings.folders().run().resolve("glustershd.simulated");
    this.pidFile = settings.folders().run().resolve("glustershd.pid");
    this.endpoint = endpoint;
  }

  @Override
  public synchronized boolean ensure(Optional<String> volfileId) {
    try {
      if (volfileId.isEmpty()) {
        Files.deleteIfExists(note);
      } else if (!up()) {
        endpoint.fetch(volfileId.get(), "");
        Files.createDirectories(note.getParent());
        Files.createFile(note);
      }
      return true;
    } catch (IOException e) {
      LOG.warn("the simulated self-heal daemon is tried again soon: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public boolean up() {
    return Files.exists(note);
  }

  @Override
  public Path pidFile() {
    return pidFile;
  }

  @Override
  public void close() {}
}
