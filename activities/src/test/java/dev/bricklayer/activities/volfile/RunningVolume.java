package dev.bricklayer.activities.volfile;

import com.sun.jna.Library;
import com.sun.jna.Native;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.store.FreePorts;
import dev.bricklayer.config.volume.Brick;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The bricks of a volume as real glusterfsd processes, each with its generated volfile, and mounts
 * of it by the real FUSE client. No manager runs: client volfiles name the ports.
 */
final class RunningVolume implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** The extended attributes that the JDK cannot set: those outside {@code user.}. */
  interface LibC extends Library {
    LibC INSTANCE = Native.load("c", LibC.class);

    int setxattr(String path, String name, byte[] value, long size, int flags);

    long getxattr(String path, String name, byte[] value, long size);
  }

  private final VolumeView view;
  private final Path folder;
  private final Map<Integer, Process> bricks = new HashMap<>();
  private final Map<Integer, Integer> ports = new HashMap<>();
  private final List<Path> mounts = new ArrayList<>();
  private int mountsMade;
  private final List<Process> clients = new ArrayList<>();
  final VolfileGenerator generator;

  RunningVolume(VolumeView view, XlatorTables tables, Path folder) throws Exception {
    this.view = view;
    this.folder = folder;
    for (Brick brick : view.bricks()) {
      ports.put(brick.index(), FreePorts.next());
    }
    this.generator =
        new VolfileGenerator(
            tables,
            GraphTemplates.builtIn(),
            brick -> OptionalInt.of(ports.getOrDefault(brick.index(), 0)));
    for (Brick brick : view.bricks()) {
      prepare(brick);
      startBrick(brick);
    }
  }

  private void prepare(Brick brick) throws IOException {
    Files.createDirectories(Path.of(brick.path(), ".glusterfs", "indices"));
    UUID id = view.volume().id();
    byte[] raw =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    if (LibC.INSTANCE.setxattr(brick.path(), "trusted.glusterfs.volume-id", raw, 16, 0) != 0) {
      throw new IOException("no trusted xattrs on " + brick.path());
    }
  }

  void startBrick(Brick brick) throws Exception {
    Path volfile = folder.resolve("brick-" + brick.index() + ".vol");
    Files.writeString(volfile, generator.brick(view, brick));
    int port = ports.getOrDefault(brick.index(), 0);
    Process process =
        run(
            "glusterfsd",
            "-N",
            "-f",
            volfile.toString(),
            "-l",
            folder.resolve("brick-" + brick.index() + ".log").toString(),
            "--brick-port",
            Integer.toString(port),
            "--xlator-option",
            view.volume().name() + "-server.listen-port=" + port,
            "--process-name",
            "brick");
    bricks.put(brick.index(), process);
    await("brick " + brick.index() + " to listen", () -> listens(process, port));
  }

  private boolean listens(Process process, int port) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("a brick ended with " + process.exitValue() + "; see " + folder);
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  void kill(int brick) throws Exception {
    Process process = java.util.Objects.requireNonNull(bricks.get(brick));
    process.destroyForcibly().waitFor();
  }

  Brick brick(int index) {
    return view.bricks().get(index);
  }

  Path mount(boolean trusted) throws Exception {
    return mount(generator.client(view, trusted));
  }

  Path mount(String volfile) throws Exception {
    int number = mountsMade++;
    Path file = folder.resolve("client-" + number + ".vol");
    Files.writeString(file, volfile);
    Path point = Files.createDirectory(folder.resolve("mnt-" + number));
    Process process =
        run(
            "glusterfs",
            "-N",
            "-f",
            file.toString(),
            "-l",
            folder.resolve("client-" + number + ".log").toString(),
            "--process-name",
            "fuse",
            point.toString());
    clients.add(process);
    mounts.add(point);
    await("the mount of " + point, () -> mounted(process, point));
    return point;
  }

  private static boolean mounted(Process process, Path point) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the client ended with " + process.exitValue());
    }
    String escaped = point.toString().replace(" ", "\\040");
    return Files.readString(Path.of("/proc/self/mounts")).contains(" " + escaped + " fuse")
        && ready(point);
  }

  /** A mount answers with an error until enough bricks are connected. */
  private static boolean ready(Path point) {
    return point.toFile().list() != null;
  }

  Process selfHeal(UUID peer) throws Exception {
    Path file = folder.resolve("glustershd.vol");
    Files.writeString(file, generator.selfHeal(peer, List.of(view)));
    Process process =
        run(
            "glusterfs",
            "-N",
            "-f",
            file.toString(),
            "-l",
            folder.resolve("glustershd.log").toString(),
            "-S",
            folder.resolve("shd.sock").toString(),
            "--xlator-option",
            "*replicate*.node-uuid=" + peer,
            "--process-name",
            "glustershd",
            "--client-pid=-6");
    clients.add(process);
    return process;
  }

  private Process run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + LIMIT.toSeconds() + " s for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Ends all mounts and their clients. */
  void unmount() throws Exception {
    for (Path mount : mounts) {
      new ProcessBuilder("umount", "-l", mount.toString()).start().waitFor();
    }
    mounts.clear();
    for (Process client : clients) {
      end(client);
    }
    clients.clear();
  }

  @Override
  public void close() throws Exception {
    unmount();
    for (Process brick : bricks.values()) {
      end(brick);
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
