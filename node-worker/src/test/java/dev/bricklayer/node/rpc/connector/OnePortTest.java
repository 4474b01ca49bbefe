package dev.bricklayer.node.rpc.connector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.node.rpc.Calls;
import dev.bricklayer.node.rpc.Eventually;
import dev.bricklayer.node.rpc.RpcCaller;
import dev.bricklayer.node.rpc.Spec;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.util.Duration;
import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OnePortTest {
  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  @Test
  void answersRpcAndHttpOnOnePort() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller rpc = port.caller();
        RpcCaller http = port.caller()) {
      port.volfiles.specs.put("vol", Spec.Found.of("volume x\nend-volume\n"));
      byte[] result = rpc.send(Calls.getspec(7, "/vol")).result(7);
      assertThat(new String(result, US_ASCII)).contains("volume x\nend-volume\n");
      assertThat(answer(http.send(GET))).startsWith("HTTP/1.1 200").endsWith("length 0");
    }
  }

  @Test
  void tellsRpcThatComesByteByByte() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller rpc = port.caller()) {
      for (byte one : Calls.ping(9)) {
        rpc.send(new byte[] {one});
        Thread.yield();
      }
      assertThat(rpc.result(9)).hasSize(12);
    }
  }

  @Test
  void answersPipelinedCallsInTheirOrder() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller rpc = port.caller()) {
      int calls = 500;
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      for (int xid = 1; xid <= calls; xid++) {
        all.write(xid % 3 == 0 ? Calls.portByBrick(xid, "/none") : Calls.ping(xid));
      }
      rpc.send(all.toByteArray());
      for (int xid = 1; xid <= calls; xid++) {
        rpc.result(xid);
      }
    }
  }

  @Test
  void tellsHttpWhoseFirstByteComesAlone() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller http = port.caller()) {
      http.send(new byte[] {GET[0]});
      http.send(java.util.Arrays.copyOfRange(GET, 1, GET.length));
      assertThat(answer(http)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void refusesGarbageWithBadRequest() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller http = port.caller()) {
      http.send(new byte[] {(byte) 0x80, 0, 0, 40, 1, 2, 3, 4, 9, 9, 9, 9, 9, 9, 9, 9});
      assertThat(answer(http)).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void answersHttpAfterHalfClose() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller http = port.caller()) {
      int length = 300_000;
      http.send(
          ("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                  .formatted(length))
              .getBytes(US_ASCII));
      http.send(new byte[length]);
      http.channel().shutdownOutput();
      assertThat(answer(http)).startsWith("HTTP/1.1 200").endsWith("length 300000");
    }
  }

  @Test
  void closesRpcAtItsEnd() throws Exception {
    try (GlusterPort port = GlusterPort.open();
        RpcCaller rpc = port.caller()) {
      rpc.send(Calls.signIn(1, "/brick", 49152, 12)).result(1);
      assertThat(port.bricks.portOf("/brick")).hasValue(49152);
      rpc.channel().shutdownOutput();
      assertThat(rpc.ended()).isTrue();
      Eventually.soon("the brick is gone", () -> port.bricks.portOf("/brick").isEmpty());
    }
  }

  @Test
  void keepsIdleRpcAndClosesWhatIsNotYetTold() throws Exception {
    try (GlusterPort port = GlusterPort.open(Duration.milliseconds(200));
        RpcCaller rpc = port.caller();
        RpcCaller silent = port.caller();
        RpcCaller half = port.caller()) {
      rpc.send(Calls.ping(1)).result(1);
      half.send(java.util.Arrays.copyOf(Calls.ping(1), 12));
      assertThat(silent.ended()).isTrue();
      assertThat(half.ended()).isTrue();
      for (int i = 0; i < 3; i++) { // each of them lives for one idle time-out
        try (RpcCaller another = port.caller()) {
          assertThat(another.ended()).isTrue();
        }
      }
      assertThat(rpc.send(Calls.ping(2)).result(2)).hasSize(12);
    }
  }

  @Test
  void stopsAtOnceThoughRpcConnectionsAreOpen() throws Exception {
    GlusterPort port = GlusterPort.open();
    try (RpcCaller rpc = port.caller()) {
      rpc.send(Calls.ping(1)).result(1);
      port.server.setStopTimeout(30_000);
      port.close();
      assertThat(rpc.ended()).isTrue();
      assertThat(port.rpc.connections()).isZero();
    }
  }

  @Test
  void isAConnectorOfTheConfiguration() throws Exception {
    ObjectMapper mapper = Jackson.newObjectMapper();
    ConnectorFactory plain =
        mapper.readValue("{\"type\":\"gluster\",\"port\":1234}", ConnectorFactory.class);
    assertThat(plain)
        .isInstanceOfSatisfying(
            GlusterConnectorFactory.class,
            factory -> assertThat(factory.getPort()).isEqualTo(1234));
    assertThat(mapper.readValue("{\"type\":\"gluster-https\"}", ConnectorFactory.class))
        .isInstanceOf(GlusterHttpsConnectorFactory.class);
    assertThatThrownBy(() -> plain.build(new Server(), new MetricRegistry(), "gluster", null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setRpc");
  }

  private static String answer(RpcCaller http) throws IOException {
    return new String(http.input().readAllBytes(), US_ASCII);
  }
}
