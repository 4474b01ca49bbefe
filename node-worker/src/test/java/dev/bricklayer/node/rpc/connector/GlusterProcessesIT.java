package dev.bricklayer.node.rpc.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified bricks, FUSE clients, self-heal daemon and glfsheal against the gluster port. */
@Timeout(180)
class GlusterProcessesIT {
  static final UUID VOLUME_ID = UUID.fromString("11111111-2222-3333-4444-555555555555");

  @TempDir private Path folder;
  private GlusterSandbox sandbox;
  private Node node;

  @BeforeEach
  void open() throws Exception {
    Files.createDirectories(volfiles());
    Files.createDirectories(folder.resolve("mount"));
    sandbox = GlusterSandbox.open(folder);
    for (int i = 0; i < 2; i++) {
      sandbox.sh("mkdir -p %s/.glusterfs/indices".formatted(brick(i)));
      sandbox.sh("chmod -R go= %s/.glusterfs".formatted(brick(i)));
      sandbox.sh(
          "setfattr -n trusted.glusterfs.volume-id -v 0x%s %s"
              .formatted(VOLUME_ID.toString().replace("-", ""), brick(i)));
      Files.writeString(volfiles().resolve("t.brick" + i), Graphs.brick(brick(i)));
    }
    Files.writeString(volfiles().resolve("t"), Graphs.client(bricks(), false));
    Files.writeString(volfiles().resolve("shd_t"), Graphs.selfHeal(bricks()));
    Files.writeString(volfiles().resolve("future"), "any");
    node = startNode();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  @Test
  void bricksAndMountsOutliveTheNodeAndComeBack() throws Exception {
    startBrick(0);
    startBrick(1);
    mount("t", "mount");
    sandbox.sh("echo one > %s/f && test $(cat %s/f) = one".formatted(mounted(), mounted()));
    sandbox.sh("grep -q 'Received list of available volfile servers' /var/log/glusterfs/mount.log");
    assertThat(node.clients()).hasSize(3).anyMatch(client -> client.contains("key=t,"));

    // another graph, for the volume's client only
    Files.writeString(volfiles().resolve("t"), Graphs.client(bricks(), true));
    assertThat(node.ask("fetchspec t")).isEqualTo("told 1");
    sandbox.eventually("test -d %s/.meta/graphs/active/t-write-behind".formatted(mounted()));
    sandbox.sh("test $(cat %s/f) = one".formatted(mounted()));

    // another option, for a running brick only
    Files.writeString(
        volfiles().resolve("t.brick0"),
        Graphs.brick(brick(0))
            .replace("type debug/io-stats", "type debug/io-stats\n    option log-level DEBUG"));
    assertThat(node.ask("fetchspec t.brick0")).isEqualTo("told 1");
    node.await("getspec t.brick0");

    sandbox.sh("kill -9 " + node.pid);
    sandbox.sh("echo two > %s/g && test $(cat %s/g) = two".formatted(mounted(), mounted()));
    node = startNode();
    node.await("signed-in " + brick(0) + " 49152");
    node.await("signed-in " + brick(1) + " 49153");
    node.await("getspec t");
    Files.createDirectories(folder.resolve("again"));
    mount("t", "again");
    sandbox.sh("test $(cat %s/g) = two".formatted(folder.resolve("again")));

    sandbox.sh("kill $(cat /run/gluster/b0.pid)");
    node.await("gone " + brick(0));
    sandbox.sh("umount %s && umount %s".formatted(mounted(), folder.resolve("again")));
  }

  @Test
  void selfHealDaemonAndHealInfoWork() throws Exception {
    startBrick(0);
    startBrick(1);
    sandbox.sh(
        "glusterfs -s "
            + unixSocket()
            + " --volfile-server-transport=unix --volfile-id shd/t -p /run/gluster/shd.pid"
            + " -l /var/log/glusterfs/shd.log -S /run/gluster/shd.socket"
            + " --xlator-option '*replicate*.node-uuid=49072524-89bf-467e-9351-2c13fcc02086'"
            + " --process-name glustershd --client-pid=-6");
    sandbox.eventually(
        "kill -0 $(cat /run/gluster/shd-from-volfile.pid)"); // the daemon wrote it and lives
    assertThat(node.clients()).anyMatch(client -> client.contains("key=shd/t,"));
    String heal =
        sandbox.sh(
            "/usr/lib/x86_64-linux-gnu/glusterfs/glfsheal t info-summary glusterd-sock "
                + unixSocket());
    assertThat(heal).contains("Status: Connected").contains("Total Number of entries: 0");
  }

  @Test
  void libgfapiLearnsTheIdOfTheVolume() throws Exception {
    startBrick(0);
    startBrick(1);
    GlusterSandbox.Outcome outcome = sandbox.run(java(GfapiVolumeId.class));
    assertThat(outcome.output()).contains("0 0 16 " + VOLUME_ID.toString().replace("-", ""));
    node.await("volume-id t");
  }

  @Test
  void refusedProcessesEnd() throws Exception {
    GlusterSandbox.Outcome unknown = tryMount("none", "mount");
    assertThat(unknown.exit()).isNotZero();
    GlusterSandbox.Outcome tooOld = tryMount("future", "mount");
    assertThat(tooOld.exit()).isNotZero();
    sandbox.sh("grep -q 'op-version which is not supported' /var/log/glusterfs/mount.log");
    assertThat(node.clients()).isEmpty();
  }

  private void startBrick(int i) throws Exception {
    int port = 49152 + i;
    GlusterSandbox.Outcome outcome =
        sandbox.run(
            "glusterfsd",
            "-s",
            unixSocket().toString(),
            "--volfile-server-transport=unix",
            "--volfile-id",
            "t.brick" + i,
            "-p",
            "/run/gluster/b%d.pid".formatted(i),
            "-S",
            "/run/gluster/b%d.socket".formatted(i),
            "--brick-name",
            brick(i).toString(),
            "-l",
            "/var/log/glusterfs/bricks/b%d.log".formatted(i),
            "--xlator-option",
            "*-posix.glusterd-uuid=49072524-89bf-467e-9351-2c13fcc02086",
            "--process-name",
            "brick",
            "--brick-port",
            Integer.toString(port),
            "--xlator-option",
            "t-server.listen-port=" + port);
    assertThat(outcome.exit()).as(() -> logs()).isZero();
    node.await("signed-in " + brick(i) + " " + port);
  }

  private GlusterSandbox.Outcome tryMount(String volume, String where) throws Exception {
    return sandbox.run(
        "mount",
        "-t",
        "glusterfs",
        "-o",
        "log-file=/var/log/glusterfs/mount.log",
        "127.0.0.1:/" + volume,
        folder.resolve(where).toString());
  }

  private void mount(String volume, String where) throws Exception {
    GlusterSandbox.Outcome outcome = tryMount(volume, where);
    assertThat(outcome.exit()).as(() -> outcome + logs()).isZero();
  }

  private String logs() {
    try {
      return sandbox.logs();
    } catch (Exception e) {
      return e.toString();
    }
  }

  private Node startNode() throws IOException {
    return new Node(
        sandbox.start(java(SandboxNode.class, volfiles().toString(), unixSocket().toString())));
  }

  private static String[] java(Class<?> main, String... args) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    return command.toArray(String[]::new);
  }

  private Path volfiles() {
    return folder.resolve("volfiles");
  }

  private Path unixSocket() {
    return folder.resolve("glusterd.socket");
  }

  private Path mounted() {
    return folder.resolve("mount");
  }

  private Path brick(int i) {
    return folder.resolve("brick" + i);
  }

  private List<Path> bricks() {
    return List.of(brick(0), brick(1));
  }

  /** The node's process: its lines and commands. */
  private static final class Node {
    final String pid;
    private final BufferedReader lines;
    private final Writer commands;
    private final List<String> seen = new ArrayList<>();

    Node(Process process) throws IOException {
      lines = GlusterSandbox.lines(process);
      commands = process.outputWriter();
      pid = next("ready").split(" ")[1];
    }

    /** The next line that begins so; lines before it are remembered. */
    private String next(String start) throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith(start)) {
        seen.add(line);
        line = lines.readLine();
      }
      assertThat(line).as("a line that begins with '%s' after %s", start, seen).isNotNull();
      return String.valueOf(line);
    }

    void await(String line) throws IOException {
      if (!seen.remove(line)) {
        next(line);
      }
    }

    String ask(String command) throws IOException {
      commands.write(command + "\n");
      commands.flush();
      return next("told");
    }

    List<String> clients() throws IOException {
      commands.write("clients\n");
      commands.flush();
      List<String> clients = new ArrayList<>();
      String line = next("");
      while (!line.equals("end")) {
        (line.startsWith("client ") ? clients : seen).add(line);
        line = next("");
      }
      return clients;
    }
  }
}
