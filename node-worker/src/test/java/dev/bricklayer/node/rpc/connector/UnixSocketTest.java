package dev.bricklayer.node.rpc.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.node.rpc.Calls;
import dev.bricklayer.node.rpc.Eventually;
import dev.bricklayer.node.rpc.FakeVolfiles;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.RpcCaller;
import dev.bricklayer.node.rpc.RpcClients;
import dev.bricklayer.node.rpc.SignedInBricks;
import dev.bricklayer.node.rpc.Spec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketTest {
  private final FakeVolfiles volfiles = new FakeVolfiles();
  private final SignedInBricks bricks = new SignedInBricks();
  private final RpcClients clients = new RpcClients();
  private final GlusterRpc rpc =
      new GlusterRpc(volfiles, bricks, clients, (operation, facts, peer) -> {});
  @TempDir private Path folder;

  @AfterEach
  void close() {
    rpc.close();
  }

  private Path path() {
    return folder.resolve("glusterd.socket");
  }

  private RpcCaller caller() throws IOException {
    return RpcCaller.connect(UnixDomainSocketAddress.of(path()));
  }

  @Test
  void speaksTheSameProtocol() throws Exception {
    volfiles.specs.put("v", Spec.Found.of("x".repeat(1_000_000)));
    try (UnixSocketListener listener = UnixSocketListener.open(path(), rpc);
        RpcCaller caller = caller()) {
      assertThat(Files.getPosixFilePermissions(listener.path()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(caller.send(Calls.getspec(1, "/v")).result(1).length).isGreaterThan(1_000_000);
      assertThat(volfiles.requests.get(0).peer().isUnixSocket()).isTrue();
      clients.fetchSpec("v"::equals);
      assertThat(caller.record().readAllBytes()).hasSize(40);
      ByteArrayOutputStream pipelined = new ByteArrayOutputStream();
      for (int xid = 1; xid <= 1000; xid++) {
        pipelined.write(Calls.ping(xid));
      }
      caller.send(pipelined.toByteArray());
      for (int xid = 1; xid <= 1000; xid++) {
        caller.result(xid);
      }
      caller.send(Calls.signIn(7, "/b", 49152, 1)).result(7);
    }
    assertThat(path()).doesNotExist();
    Eventually.soon("the brick is gone", () -> bricks.all().isEmpty());
    assertThat(rpc.connections()).isZero();
  }

  @Test
  void aDeletedSocketComesBackAndOpenConnectionsGoOn() throws Exception {
    try (UnixSocketListener listener = UnixSocketListener.open(path(), rpc);
        RpcCaller before = caller()) {
      before.send(Calls.ping(1)).result(1);
      Files.delete(listener.path());
      Eventually.soon("the socket is there again", () -> Files.exists(path()));
      Eventually.soon("it is shut to others", () -> mode().equals("rw-------"));
      before.send(Calls.ping(2)).result(2);
      try (RpcCaller after = caller()) {
        assertThat(after.send(Calls.ping(1)).result(1)).hasSize(12);
      }
    }
    assertThat(path()).doesNotExist();
  }

  private String mode() {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closesAMalformedConnectionOnly() throws Exception {
    try (UnixSocketListener listener = UnixSocketListener.open(path(), rpc);
        RpcCaller good = caller();
        RpcCaller bad = caller()) {
      assertThat(listener.path()).exists();
      assertThat(bad.send(Calls.hex("ffffffff")).ended()).isTrue();
      assertThat(good.send(Calls.ping(1)).result(1)).hasSize(12);
    }
  }

  @Test
  void boundsTheNumberOfConnections() throws Exception {
    try (UnixSocketListener listener = UnixSocketListener.open(path(), rpc, 2);
        RpcCaller first = caller();
        RpcCaller second = caller();
        RpcCaller third = caller()) {
      assertThat(third.ended()).isTrue();
      first.send(Calls.ping(1)).result(1);
      second.send(Calls.ping(1)).result(1);
      first.close();
      Eventually.soon("there is room again", () -> rpc.connections() == 1);
      try (RpcCaller fourth = caller()) {
        assertThat(fourth.send(Calls.ping(1)).result(1)).hasSize(12);
      }
      assertThat(listener.path()).exists();
    }
  }

  @Test
  void replacesWhatADeadProcessLeftAndRefusesALivingOne() throws Exception {
    Files.createFile(path());
    try (UnixSocketListener listener = UnixSocketListener.open(path(), rpc)) {
      assertThatThrownBy(() -> UnixSocketListener.open(path(), rpc))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process listens");
      assertThat(listener.path()).exists();
    }
    assertThatThrownBy(() -> UnixSocketListener.open(folder.resolve("x".repeat(100)), rpc))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than 107 bytes");
  }
}
