package dev.bricklayer.api.rig;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node of its own: a process with an embedded etcd and engine, in its own folder and on its own
 * ports. Tokens are not asked for.
 */
public final class RealNode implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);

  private final Path folder;
  private final Process process;
  private final int client;
  private final int admin;

  private RealNode(Path folder, Process process, int client, int admin) {
    this.folder = folder;
    this.process = process;
    this.client = client;
    this.admin = admin;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param configuration further lines of its file
   * @param options of its JVM
   */
  public static RealNode start(Path folder, String configuration, String... options)
      throws IOException, InterruptedException {
    List<Integer> ports = FreePorts.of(7);
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
        etcd: {clientPort: %5$d, peerPort: %6$d}
        temporal: {port: %7$d, uiAddress: "127.0.0.1:%8$d"}
        auth: {enabled: false}
        bricks: {restartDelay: 1s}
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
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    RealNode node = new RealNode(folder, process, ports.get(0), ports.get(2));
    try {
      Eventually.within(
          START, "the node is ready", () -> !process.isAlive() || node.health("ready") == 200);
      if (!process.isAlive()) {
        throw new IllegalStateException("the node ended: " + node.output());
      }
      return node;
    } catch (Throwable e) {
      node.close();
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
    String peer = Http.get(url("/version")).headers().firstValue("X-Gluster-Peer-Id").orElseThrow();
    return Http.send(
        "POST",
        url("/v1/volumes"),
        """
        {"name": "%s", "subvols": [{"type": "distribute", "bricks": [{"peerid": "%s", "path": "%s"}]}],
         "flags": {"create-brick-dir": true, "allow-root-dir": true, "allow-mount-as-brick": true}}
        """
            .formatted(name, peer, brick));
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
