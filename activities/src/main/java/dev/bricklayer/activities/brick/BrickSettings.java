package dev.bricklayer.activities.brick;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What the bricks and daemons of one node need to know of it.
 *
 * @param peer this node
 * @param parallel how many bricks are started, stopped or cleared at once
 */
public record BrickSettings(
    UUID peer,
    Folders folders,
    VolfileServer volfileServer,
    Programs programs,
    PortRange ports,
    Delays delays,
    int parallel) {

  /** A unix socket's path may have 107 bytes; the longest name below {@code run} has 34. */
  private static final int LONGEST_RUN_FOLDER = 72;

  public BrickSettings {
    requireNonNull(peer, "peer is null");
    requireNonNull(folders, "folders is null");
    if (parallel < 1) {
      throw new IllegalArgumentException("at least one brick at once, not " + parallel);
    }
  }

  /**
   * Absolute folders of this node alone.
   *
   * @param state what must survive a reboot: journal, brick origins
   * @param run pid files and sockets; may be emptied at boot
   * @param log where daemons log, bricks in {@code bricks/}
   */
  public record Folders(Path state, Path run, Path log) {
    public Folders {
      if (run.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_RUN_FOLDER) {
        throw new IllegalArgumentException(
            "the path of the run folder "
                + run
                + " is too long for the sockets in it: at most "
                + LONGEST_RUN_FOLDER
                + " bytes");
      }
    }
  }

  /**
   * Where this node's processes ask for their volfiles.
   *
   * @param arguments of the gluster program
   */
  public record VolfileServer(List<String> arguments) {
    public VolfileServer {
      arguments = List.copyOf(arguments);
    }

    /**
     * The node's unix socket: what it gives there, credentials among it, only root can ask for. The
     * transport must follow: {@code -s} sets it to tcp.
     */
    public static VolfileServer unix(Path socket) {
      return new VolfileServer(List.of("-s", socket.toString(), "--volfile-server-transport=unix"));
    }

    public static VolfileServer tcp(String host, int port) {
      return new VolfileServer(
          List.of("-s", host, "--volfile-server-port", Integer.toString(port)));
    }
  }

  /** The gluster programs, names to be looked up on the PATH or absolute paths. */
  public record Programs(String glusterfsd, String glusterfs) {
    public static final Programs DEFAULT = new Programs("glusterfsd", "glusterfs");
  }

  /** Where bricks listen, both ends included. */
  public record PortRange(int first, int last) {
    /** The range of glusterd. */
    public static final PortRange DEFAULT = new PortRange(49152, 60999);

    public PortRange {
      if (first < 1 || last > 65535 || first > last) {
        throw new IllegalArgumentException("no range of ports: " + first + "-" + last);
      }
    }

    int size() {
      return last - first + 1;
    }
  }

  /**
   * Bounds of all waits.
   *
   * @param view how long a step waits until this node's copy of the configuration is new enough
   * @param turn how long a step waits for another step of its operation
   * @param launch from the launch of a process until it serves
   * @param grace from SIGTERM to SIGKILL
   * @param kill after SIGKILL
   * @param restart from the death of a brick to its first restart
   * @param restartMost the longest wait between two restarts; each failure doubles the wait
   */
  public record Delays(
      Duration view,
      Duration turn,
      Duration launch,
      Duration grace,
      Duration kill,
      Duration restart,
      Duration restartMost) {
    public static final Delays DEFAULT =
        new Delays(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60));
  }
}
