package dev.bricklayer.node.rpc.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.Calls;
import dev.bricklayer.node.rpc.CapturedCall;
import dev.bricklayer.node.rpc.Eventually;
import dev.bricklayer.node.rpc.RpcCaller;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random and mutated bytes to the real port, through the detector. */
@Timeout(300)
class FuzzedPortTest {
  private static final int INPUTS = 3_000;

  @Test
  void stillAnswersAfterGarbage() throws Exception {
    Random random = new Random(7);
    List<CapturedCall> captured = CapturedCall.all();
    try (GlusterPort port = GlusterPort.open();
        RpcCaller good = port.caller()) {
      good.send(Calls.ping(1)).result(1);
      for (int i = 0; i < INPUTS; i++) {
        byte[] bytes = captured.get(random.nextInt(captured.size())).record(i);
        if (i % 3 == 0) {
          random.nextBytes(bytes);
        } else {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try (RpcCaller bad = port.caller()) {
          bad.send(bytes);
        } catch (IOException e) {
          // closed while it was written: fine
        }
        if (i % 500 == 0) {
          good.send(Calls.ping(i)).result(i);
        }
      }
      Eventually.soon("all are gone", () -> port.rpc.connections() == 1);
      assertThat(port.rpc.heldBytes()).isZero();
      assertThat(port.bricks.all()).isEmpty();
      good.send(Calls.ping(9)).result(9);
    }
  }
}
