package dev.bricklayer.activities.brick;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which port each brick of this node listens on. A brick keeps its port over restarts, of the brick
 * and of the node, as long as nobody else took it, so that clients find it again without asking.
 * The file is a convenience: without it new ports are chosen.
 */
public final class BrickPorts {

  private static final Logger LOG = LoggerFactory.getLogger(BrickPorts.class);

  private final Path file;
  private final BrickSettings.PortRange range;
  private final int offset;
  private final Map<UUID, Integer> remembered;
  private final Set<Integer> launching = new HashSet<>();
  private long changes;
  private final Object saving = new Object();
  private long saved; // written under both locks

  /**
   * @param seed where in the range the search begins; nodes that share a host differ in it
   */
  public BrickPorts(Path file, BrickSettings.PortRange range, UUID seed) {
    this.file = file;
    this.range = range;
    this.offset = Math.floorMod(seed.hashCode(), range.size());
    this.remembered = load(file);
  }

  /**
   * A port that is free now, for a process that is about to be launched; nobody else gets it until
   * {@link #launched}.
   *
   * @param refused ports that proved to be taken
   */
  int claim(UUID brick, Set<Integer> refused) {
    int port = choose(brick, refused);
    save();
    return port;
  }

  private synchronized int choose(UUID brick, Set<Integer> refused) {
    Integer old = remembered.get(brick);
    if (old != null && old >= range.first() && old <= range.last() && usable(old, refused)) {
      launching.add(old);
      return old;
    }
    int port = search(brick, refused);
    launching.add(port);
    remembered.put(brick, port);
    changes++;
    return port;
  }

  synchronized void launched(int port) {
    launching.remove(port);
  }

  void forget(UUID brick) {
    drop(brick);
    save();
  }

  private synchronized void drop(UUID brick) {
    if (remembered.remove(brick) != null) {
      changes++;
    }
  }

  private int search(UUID brick, Set<Integer> refused) {
    Set<Integer> others = new HashSet<>(remembered.values());
    for (boolean sparing : new boolean[] {true, false}) {
      for (int i = 0; i < range.size(); i++) {
        int port = range.first() + (offset + i) % range.size();
        if (!(sparing && others.contains(port)) && usable(port, refused)) {
          return port;
        }
      }
    }
    throw new ClusterException(
        ErrorCode.BRICK_PROCESS_FAILED,
        "no port between " + range.first() + " and " + range.last() + " is free for brick " + brick,
        Map.of("brick-id", brick.toString()));
  }

  private boolean usable(int port, Set<Integer> refused) {
    return !refused.contains(port) && !launching.contains(port) && free(port);
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true); // as gluster does: connections in TIME_WAIT do not matter
      probe.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes what is not written yet: one write serves all that claimed while another ran. */
  private void save() {
    synchronized (saving) {
      long now;
      byte[] content;
      synchronized (this) {
        if (saved == changes) {
          return;
        }
        now = changes;
        content = Json.write(new Ports(remembered));
      }
      try {
        StableStorage.replace(file, content);
        saved = now;
      } catch (IOException e) {
        LOG.warn("the ports of the bricks cannot be written to {}: {}", file, e.toString());
      }
    }
  }

  private static Map<UUID, Integer> load(Path file) {
    try {
      return Files.exists(file)
          ? new TreeMap<>(Json.read(Files.readAllBytes(file), Ports.class).byBrick())
          : new TreeMap<>();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the ports of the bricks cannot be read from {}: {}", file, e.toString());
      return new TreeMap<>();
    }
  }

  /** The file. */
  record Ports(@JsonValue Map<UUID, Integer> byBrick) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Ports {}
  }
}
