package dev.bricklayer.node.rpc.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.Calls;
import dev.bricklayer.node.rpc.Eventually;
import dev.bricklayer.node.rpc.RpcCaller;
import dev.bricklayer.node.rpc.Spec;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowReaderTest {
  private static final int LENGTH = 1_000_000;

  @Test
  void closesAReaderThatNeverReads() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller lazy = port.caller();
        RpcCaller good = port.caller()) {
      port.volfiles.specs.put("v", Spec.Found.of("x".repeat(LENGTH)));
      lazy.send(Calls.ping(1)).result(1);
      try {
        for (int xid = 2; xid < 200 && port.rpc.connections() > 0; xid++) {
          lazy.send(Calls.getspec(xid, "/v"));
          assertThat(port.rpc.heldBytes()).isLessThan(10L * LENGTH);
        }
      } catch (IOException e) {
        // closed by the server, as it must be
      }
      Eventually.soon("the connection is closed", () -> port.rpc.connections() == 0);
      Eventually.soon("no byte is held", () -> port.rpc.heldBytes() == 0);
      assertThat(good.send(Calls.ping(1)).result(1)).hasSize(12);
    }
  }

  @Test
  void servesAReaderThatIsOnlySlow() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller slow = port.caller()) {
      port.volfiles.specs.put("v", Spec.Found.of("x".repeat(3 * LENGTH)));
      slow.send(Calls.getspec(1, "/v"));
      Eventually.soon("the answer waits", () -> port.rpc.heldBytes() > 0);
      assertThat(slow.result(1).length).isGreaterThan(3 * LENGTH);
      assertThat(slow.send(Calls.ping(2)).result(2)).hasSize(12);
    }
  }
}
