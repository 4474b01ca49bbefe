package dev.bricklayer.config.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real {@code etcd} on free loopback ports, for integration tests. */
public final class EtcdProcess implements AutoCloseable {
  private final Path folder;
  private final String name;
  private final URI client;
  private final URI peer;
  private @Nullable String joining;
  private long quota;
  private @Nullable Process process;

  private EtcdProcess(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    this.client = URI.create("http://127.0.0.1:" + FreePorts.next());
    this.peer = URI.create("http://127.0.0.1:" + FreePorts.next());
  }

  /** Started and answering: a cluster of one with its data in the folder. */
  public static EtcdProcess start(Path folder) {
    EtcdProcess etcd = new EtcdProcess(folder, "n1");
    etcd.start();
    etcd.awaitPort();
    return etcd;
  }

  /** As {@link #start}, refusing puts when its database has that many bytes. */
  public static EtcdProcess start(Path folder, String name, long quota) {
    EtcdProcess etcd = new EtcdProcess(folder, name).quota(quota);
    etcd.start();
    etcd.awaitPort();
    return etcd;
  }

  /** Another quota from its next start on. */
  public EtcdProcess quota(long bytes) {
    quota = bytes;
    return this;
  }

  /** Not started: a member to be of an existing cluster. */
  public static EtcdProcess member(Path folder, String name) {
    return new EtcdProcess(folder, name);
  }

  /**
   * Joins an existing cluster, which must have added this member's peer URL before.
   *
   * @param others members that it already has, as {@code name=peer URL}
   */
  public void join(List<String> others) {
    joining = String.join(",", others) + "," + asInitialMember();
    start();
    awaitPort();
  }

  public String asInitialMember() {
    return name + "=" + peer;
  }

  public URI client() {
    return client;
  }

  public URI peer() {
    return peer;
  }

  /** Starts it again, with the same ports and data. */
  public void restart() {
    start();
    awaitPort();
  }

  private void start() {
    try {
      Files.createDirectories(folder);
      process =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("etcd is needed for this test (Debian: etcd-server)", e);
    }
  }

  private List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcd",
                "--name",
                name,
                "--data-dir",
                folder.resolve(name).toString(),
                "--listen-client-urls",
                client.toString(),
                "--advertise-client-urls",
                client.toString(),
                "--listen-peer-urls",
                peer.toString(),
                "--initial-advertise-peer-urls",
                peer.toString(),
                "--max-request-bytes",
                "8388608",
                "--max-txn-ops",
                "20000",
                "--logger",
                "zap"));
    command.add("--initial-cluster");
    command.add(joining == null ? asInitialMember() : joining);
    if (joining != null) {
      command.addAll(List.of("--initial-cluster-state", "existing"));
    }
    if (quota > 0) {
      command.add("--quota-backend-bytes=" + quota);
    }
    return command;
  }

  /** kill -9. */
  public void kill() {
    Process running = process;
    if (running != null) {
      end(running.destroyForcibly());
    }
    process = null;
  }

  /** An orderly stop. */
  public void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      end(running);
    }
    process = null;
  }

  /** Freezes it ({@code true}) or lets it go on: its connections stay, its answers do not come. */
  public void freeze(boolean frozen) {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not running");
    }
    try {
      new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(running.pid()))
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(Process running) {
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitPort() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", client.getPort()), 500);
        return;
      } catch (IOException e) {
        Process running = process;
        if (System.nanoTime() > end || running == null || !running.isAlive()) {
          throw new UncheckedIOException("etcd did not come up: " + log(), e);
        }
      }
      pause();
    }
  }

  private String log() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(name + ".log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return "no log";
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
