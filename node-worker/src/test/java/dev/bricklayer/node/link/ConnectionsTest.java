package dev.bricklayer.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.store.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  /** A thread that is inside accept keeps the port, some moments longer on a busy machine. */
  @Test
  void aPortThatWasClosedCanBeListenedOnAtOnce() throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
    for (int i = 0; i < 2_000; i++) {
      try (Connections connections = new Connections("test", address, 1, socket -> {})) {
        assertThat(connections.port()).isEqualTo(address.getPort());
      }
    }
  }
}
