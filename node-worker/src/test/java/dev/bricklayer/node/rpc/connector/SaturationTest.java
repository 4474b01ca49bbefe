package dev.bricklayer.node.rpc.connector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.Calls;
import dev.bricklayer.node.rpc.Eventually;
import dev.bricklayer.node.rpc.RpcCaller;
import dev.bricklayer.node.rpc.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(120)
class SaturationTest {
  private static final Logger LOG = LoggerFactory.getLogger(SaturationTest.class);
  private static final byte[] BLOCK = "GET /block HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);

  @Test
  void answersRpcWhileEveryHttpThreadIsBusy() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller before = port.caller()) {
      before.send(Calls.ping(1)).result(1);
      List<RpcCaller> blocked = new ArrayList<>();
      QueuedThreadPool pool = (QueuedThreadPool) port.server.getThreadPool();
      for (int i = 0; i < 40; i++) {
        blocked.add(port.caller().send(BLOCK));
      }
      Eventually.soon(
          "requests wait for a thread",
          () -> pool.getIdleThreads() == 0 && pool.getQueueSize() > 10);

      port.volfiles.specs.put("v", Spec.Found.of("x".repeat(50_000)));
      long[] nanos = new long[200];
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        try (RpcCaller mount = port.caller()) {
          mount.send(Calls.getspec(1, "/v")).result(1);
          mount.send(Calls.portByBrick(2, "/b")).result(2);
        }
        nanos[i] = System.nanoTime() - start;
      }
      before.send(Calls.ping(2)).result(2);

      assertThat(pool.getQueueSize()).as("HTTP is still saturated").isGreaterThan(10);
      Arrays.sort(nanos);
      LOG.info(
          "connect + GETSPEC + PORTBYBRICK while HTTP is saturated: median {} us, p99 {} us",
          nanos[nanos.length / 2] / 1000,
          nanos[nanos.length * 99 / 100] / 1000);
      port.release();
      for (RpcCaller caller : blocked) {
        caller.close();
      }
    }
  }
}
