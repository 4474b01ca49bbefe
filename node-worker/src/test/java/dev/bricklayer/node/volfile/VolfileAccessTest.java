package dev.bricklayer.node.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.node.rpc.Loopback;
import dev.bricklayer.node.rpc.RpcPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolfileAccessTest {
  private static final String KEY = "v." + UUID.randomUUID() + ".bricks-v";
  private static final RpcPeer STRANGER =
      RpcPeer.tcp(
          new InetSocketAddress("192.0.2.7", 1000), new InetSocketAddress("192.0.2.1", 24007));

  @TempDir Path run;

  private VolfileAccess access(boolean byAddress) {
    return new VolfileAccess(new LinuxFileSystem(), run, byAddress);
  }

  @Test
  void aBricksVolfileIsForTheUnixSocketOnly() throws IOException {
    assertThat(access(false).ownDaemon(RpcPeer.unixSocket(), KEY)).isTrue();
    assertThat(access(false).ownDaemon(STRANGER, KEY)).isFalse();
    try (Loopback root = new Loopback()) {
      assertThat(access(false).ownDaemon(root.peer(), KEY)).isFalse();
    }
  }

  @Test
  void theProcessThatServesTheBrickGetsItByTcpToo() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Process daemon = daemon(run.resolve("b.pid"), server.getLocalPort());
      server.setSoTimeout(60_000);
      try (Socket ours = server.accept()) {
        RpcPeer peer = peer(ours);
        assertThat(connected(daemon)).isTrue();
        assertThat(access(false).ownDaemon(peer, KEY)).isTrue();
        assertThat(access(false).ownDaemon(peer, KEY + "2")).isFalse();
        try (Loopback other = new Loopback()) {
          assertThat(access(false).ownDaemon(other.peer(), KEY)).isFalse();
        }
      } finally {
        daemon.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void aPidFileOfSomebodyElsesFolderDoesNotCount() throws Exception {
    Path elsewhere = Files.createTempDirectory("elsewhere");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Process daemon = daemon(elsewhere.resolve("b.pid"), server.getLocalPort());
      server.setSoTimeout(60_000);
      try (Socket ours = server.accept()) {
        assertThat(connected(daemon)).isTrue();
        assertThat(access(false).ownDaemon(peer(ours), KEY)).isFalse();
      } finally {
        daemon.destroyForcibly().waitFor();
        Files.deleteIfExists(elsewhere.resolve("b.pid"));
        Files.delete(elsewhere);
      }
    }
  }

  private static RpcPeer peer(Socket ours) {
    return RpcPeer.tcp(
        (InetSocketAddress) ours.getRemoteSocketAddress(),
        (InetSocketAddress) ours.getLocalSocketAddress());
  }

  private static boolean connected(Process daemon) throws IOException {
    return "connected true".equals(daemon.inputReader().readLine());
  }

  private static Process daemon(Path pidFile, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(DaemonLike.class.getName(), "--volfile-id", KEY));
    command.addAll(List.of("-p", pidFile.toString(), Integer.toString(port)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void rootOfThisHostIsTrustedAndNobodyElse() throws IOException {
    assertThat(access(false).trusted(RpcPeer.unixSocket(), Optional.empty())).isTrue();
    try (Loopback root = new Loopback()) {
      assertThat(access(false).trusted(root.peer(), Optional.empty())).isTrue();
    }
    assertThat(access(false).trusted(STRANGER, Optional.empty())).isFalse();
  }

  @Test
  void addressListsShutOut() {
    Volume rejecting = volume(Map.of("protocol/server.auth.reject", "192.0.2.*"));
    Volume allowing = volume(Map.of("protocol/server.auth.allow", "192.0.2.9"));
    assertThat(access(false).shutOut(STRANGER, volume(Map.of()))).isFalse();
    assertThat(access(false).shutOut(STRANGER, rejecting)).isTrue();
    assertThat(access(false).shutOut(STRANGER, allowing)).isFalse();
    assertThat(access(true).shutOut(STRANGER, allowing)).isTrue();
    assertThat(access(true).shutOut(RpcPeer.unixSocket(), rejecting)).isFalse();
  }

  private static Volume volume(Map<String, String> options) {
    return Examples.volume("v", 3).withOptions(options);
  }
}
