package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LocalSocketTest {
  @Test
  void tellsWhoseTheOtherEndIs() throws IOException {
    RpcPeer gone;
    try (Loopback connection = new Loopback()) {
      gone = connection.peer();
      LocalSocket socket = LocalSocket.of(connection.peer()).orElseThrow();
      assertThat(socket.ofAdministrator()).isTrue();
      assertThat(socket.heldBy(ProcessHandle.current().pid())).isTrue();
      assertThat(socket.heldBy(ProcessHandle.current().parent().orElseThrow().pid())).isFalse();
    }
    assertThat(LocalSocket.of(gone)).isEmpty(); // the kernel tells user 0 of it for a while
  }

  @Test
  void othersAreNobodys() {
    assertThat(LocalSocket.of(RpcPeer.unixSocket())).isEmpty();
    assertThat(
            LocalSocket.of(
                RpcPeer.tcp(
                    new InetSocketAddress("192.0.2.1", 1000),
                    new InetSocketAddress("192.0.2.2", 24007))))
        .isEmpty();
    assertThat(new LocalSocket(65_534, 1).ofAdministrator()).isFalse();
  }
}
