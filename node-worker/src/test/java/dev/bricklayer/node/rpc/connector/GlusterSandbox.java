package dev.bricklayer.node.rpc.connector;

import dev.bricklayer.node.rpc.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Namespaces (network, mounts, processes) in which glusterfs's compiled-in port and paths are free.
 * They end, with all their processes and mounts, when this is closed or this JVM dies.
 */
final class GlusterSandbox implements AutoCloseable {
  private static final String SET_UP =
      """
      set -e
      ip link set lo up
      for folder in /var/lib/glusterd /run/gluster /var/log/glusterfs; do
        mkdir -p $folder; mount -t tmpfs none $folder
      done
      mkdir /var/log/glusterfs/bricks
      echo ready
      exec cat
      """;

  /** What a command printed, and its exit code. */
  record Outcome(int exit, String output) {}

  private final Process holder;
  private final long init;
  private final Path folder;

  private GlusterSandbox(Process holder, long init, Path folder) {
    this.holder = holder;
    this.init = init;
    this.folder = folder;
  }

  /**
   * @param folder where outputs of commands are kept
   */
  static GlusterSandbox open(Path folder) throws IOException {
    for (String tool : List.of("unshare", "nsenter", "ip", "glusterfsd", "mount.glusterfs")) {
      requireTool(tool);
    }
    Process holder =
        new ProcessBuilder(
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--mount-proc",
                "--kill-child",
                "sh",
                "-c",
                SET_UP)
            .redirectErrorStream(true)
            .start();
    String line = lines(holder).readLine();
    if (!"ready".equals(line)) {
      holder.destroyForcibly();
      throw new IOException("no namespaces (this test needs root): " + line);
    }
    long init = holder.children().findFirst().orElseThrow().pid();
    return new GlusterSandbox(holder, init, folder);
  }

  private static void requireTool(String tool) {
    for (String path : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(path, tool))) {
        return;
      }
    }
    if (!Files.isExecutable(Path.of("/usr/sbin", tool))
        && !Files.isExecutable(Path.of("/sbin", tool))) {
      throw new AssertionError("the test needs the program " + tool);
    }
  }

  static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a command in the namespaces, with pipes. */
  Process start(String... command) throws IOException {
    return new ProcessBuilder(entered(command))
        .redirectError(folder.resolve("stderr.log").toFile())
        .start();
  }

  /** Runs a command in the namespaces, for at most 60 s. */
  Outcome run(String... command) throws Exception {
    Path output = Files.createTempFile(folder, "run", ".out");
    Process process =
        new ProcessBuilder(entered(command))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("not within 60 s: " + List.of(command));
    }
    return new Outcome(process.exitValue(), Files.readString(output));
  }

  /** Runs a shell command that must succeed. */
  String sh(String script) throws Exception {
    Outcome outcome = run("sh", "-c", script);
    if (outcome.exit() != 0) {
      throw new AssertionError(script + " -> " + outcome + "\n" + logs());
    }
    return outcome.output();
  }

  /** Waits until a shell command succeeds. */
  void eventually(String script) {
    Eventually.soon(
        script,
        () -> {
          try {
            return run("sh", "-c", script).exit() == 0;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  String logs() throws Exception {
    return run("sh", "-c", "tail -n 20 /var/log/glusterfs/*.log /var/log/glusterfs/bricks/*.log")
        .output();
  }

  private List<String> entered(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(init)));
    all.addAll(List.of("--net", "--mount", "--pid", "--"));
    all.addAll(List.of(command));
    return all;
  }

  @Override
  public void close() throws Exception {
    holder.getOutputStream().close(); // the first process of the namespace ends, and with it all
    if (!holder.waitFor(20, TimeUnit.SECONDS)) {
      holder.destroyForcibly();
    }
  }
}
