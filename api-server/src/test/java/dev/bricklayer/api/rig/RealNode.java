package dev.bricklayer.api.rig;

import dev.bricklayer.config.store.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A node of its own: a process with an embedded etcd and engine, in its own folder and on its own
 * ports. Tokens are not asked for.
 */
public final class RealNode implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);

  private final Path folder;
  private final List<String> command;
  private final int client;
  private final int admin;
  private Process process;

  @SuppressWarnings("NullAway.Init") // it is launched before anybody gets it
  private RealNode(Path folder, List<String> command, int client, int admin) {
    this.folder = folder;
    this.command = List.copyOf(command);
    this.client = client;
    this.admin = admin;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param configuration further lines of its file; indented ones are of its etcd
   * @param options of its JVM
   */
  public static RealNode start(Path folder, String configuration, String... options)
      throws IOException, InterruptedException {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(7).toList();
    Path file = folder.resolve("node.yml");
    Files.writeString(
        file,
        """
        name: seen
        host: 127.0.0.1
        stateDir: %1$s/lib
        runDir: %1$s/run
        logDir: %1$s/log
        clientAddress: 127.0.0.1:%2$d
        peerAddress: 127.0.0.1:%3$d
        adminAddress: 127.0.0.1:%4$d
        temporal: {port: %7$d, uiAddress: "127.0.0.1:%8$d"}
        auth: {enabled: false}
        bricks: {restartDelay: 1s}
        etcd:
          clientPort: %5$d
          peerPort: %6$d
        """
                .formatted(
                    folder,
                    ports.get(0),
                    ports.get(1),
                    ports.get(2),
                    ports.get(3),
                    ports.get(4),
                    ports.get(5),
                    ports.get(6))
            + configuration);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "dev.bricklayer.api.Bricklayer",
            "serve",
            file.toString()));
    RealNode node = new RealNode(folder, command, ports.get(0), ports.get(2));
    node.launch();
    return node;
  }

  /** Kills the process as a crash does, and starts it again: what it left is there. */
  public void killAndRestart() throws IOException, InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the node does not die");
    }
    launch();
  }

  /** Stops it in good order, changes its file, and starts it again. */
  public void restart(UnaryOperator<String> change) throws IOException, InterruptedException {
    close();
    Path file = folder.resolve("node.yml");
    Files.writeString(file, change.apply(Files.readString(file)));
    launch();
  }

  private void launch() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
            .start();
    try {
      Eventually.within(
          START, "the node is ready", () -> !process.isAlive() || health("ready") == 200);
      if (!process.isAlive()) {
        throw new IllegalStateException("the node ended: " + output());
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** The status of one of the admin port's pages. */
  public int health(String page) throws IOException, InterruptedException {
    return Http.get(adminUrl() + "/" + page).statusCode();
  }

  public String adminUrl() {
    return "http://127.0.0.1:" + admin;
  }

  public String url(String path) {
    return "http://127.0.0.1:" + client + path;
  }

  /** Where it speaks HTTP and gluster's RPC. */
  public InetSocketAddress clientAddress() {
    return new InetSocketAddress("127.0.0.1", client);
  }

  public String metrics() throws IOException, InterruptedException {
    return Http.get(adminUrl() + "/metrics").body();
  }

  public String output() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  /** Creates a volume of one brick in this node's folder. */
  public HttpResponse<String> createVolume(String name) throws IOException, InterruptedException {
    return createVolume(name, folder.resolve("bricks").resolve(name));
  }

  public HttpResponse<String> createVolume(String name, Path brick)
      throws IOException, InterruptedException {
    return Http.send("POST", url("/v1/volumes"), volumeOf(name, brick, /* createDir= */ true));
  }

  /**
   * The body of a request for a volume of one brick.
   *
   * @param createDir whether a missing folder is made
   */
  public String volumeOf(String name, Path brick, boolean createDir)
      throws IOException, InterruptedException {
    String peer = Http.get(url("/version")).headers().firstValue("X-Gluster-Peer-Id").orElseThrow();
    return """
    {"name": "%s", "subvols": [{"type": "distribute", "bricks": [{"peerid": "%s", "path": "%s"}]}],
     "flags": {"create-brick-dir": %s, "allow-root-dir": true, "allow-mount-as-brick": true}}
    """
        .formatted(name, peer, brick, createDir);
  }

  /** Stops and deletes a volume, with its brick's process. */
  public void dropVolume(String name) throws IOException, InterruptedException {
    Http.send("POST", url("/v1/volumes/" + name + "/stop"), "");
    Http.send("DELETE", url("/v1/volumes/" + name), "");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }
}
