package dev.bricklayer.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApiTest {

  @Test
  void sendsWhatAnApiNeeds() {
    try (FakeNode node = new FakeNode()) {
      node.answer("POST /v1/volumes", 201, "{}", "Location", "/v1/volumes/v1");
      Answer answer =
          new Api(List.of(node.address()), "s")
              .send(
                  Request.post("/v1/volumes", new JsonObject().put("name", "é"))
                      .header("Prefer", "respond-async")
                      .with("dry-run", "true")
                      .with("a b", "1&2"),
                  5_000);
      assertThat(answer.status()).isEqualTo(201);
      FakeNode.Received request = node.only("POST");
      assertThat(request.body()).isEqualTo("{\"name\":\"é\"}");
      assertThat(request.query()).isEqualTo("dry-run=true&a%20b=1%262");
      assertThat(request.headers())
          .containsEntry("accept", "application/json")
          .containsEntry("content-type", "application/json; charset=UTF-8")
          .containsEntry("prefer", "respond-async")
          .containsKey("host");
      assertThat(request.headers().get("authorization")).startsWith("bearer ey");
    }
  }

  @Test
  void sendsNoTokenWithoutASecret() {
    try (FakeNode node = new FakeNode()) {
      node.answer("GET /version", 200, "{}");
      assertThat(new Api(List.of(node.address()), null).send(Request.get("/version"), 5_000).ok())
          .isTrue();
      assertThat(node.only("GET").headers()).doesNotContainKeys("authorization", "content-length");
    }
  }

  @Test
  void asksTheNextNodeWhenOneIsDown() throws IOException {
    try (FakeNode node = new FakeNode()) {
      node.answer("POST /v1/peers", 201, "{}");
      Api api = new Api(List.of(closedPort(), node.address()), null);
      assertThat(api.send(Request.post("/v1/peers", null), 5_000).status()).isEqualTo(201);
      assertThat(node.only("POST").headers()).containsEntry("content-length", "0");
    }
  }

  @Test
  void saysWhichNodesAreDown() throws IOException {
    String first = closedPort();
    String second = closedPort();
    assertThatThrownBy(
            () -> new Api(List.of(first, second), null).send(Request.get("/version"), 5_000))
        .isInstanceOfSatisfying(NoAnswerException.class, none -> assertThat(none.sent()).isFalse())
        .hasMessage(
            first
                + " cannot be reached: Connection refused; "
                + second
                + " cannot be reached: Connection refused");
  }

  @Test
  void neverSendsAChangeTwice() throws IOException {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket broken = slammingServer(connections);
        FakeNode node = new FakeNode()) {
      node.answer("POST /v1/peers", 201, "{}").answer("GET /v1/peers", 200, "[]");
      Api api = new Api(List.of("http://127.0.0.1:" + broken.getLocalPort(), node.address()), null);
      assertThatThrownBy(() -> api.send(Request.post("/v1/peers", new JsonObject()), 5_000))
          .isInstanceOfSatisfying(
              NoAnswerException.class, none -> assertThat(none.sent()).isTrue());
      assertThat(connections).hasValue(1);
      assertThat(node.received()).isEmpty();
      assertThat(api.send(Request.get("/v1/peers"), 5_000).status()).isEqualTo(200);
    }
  }

  @Test
  void boundsAnAnswerThatTrickles() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread trickle =
          new Thread(
              () -> {
                try (Socket socket = slow.accept()) {
                  while (true) {
                    socket.getOutputStream().write("H".getBytes(StandardCharsets.US_ASCII));
                    Thread.sleep(20);
                  }
                } catch (IOException | InterruptedException over) {
                  // the client has left
                }
              },
              "trickle");
      trickle.start();
      long start = System.nanoTime();
      assertThatThrownBy(
              () ->
                  new Api(List.of("http://127.0.0.1:" + slow.getLocalPort()), null)
                      .send(Request.get("/version"), 1_000))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageEndingWith("did not answer within 1 s");
      assertThat(System.nanoTime() - start).isBetween(900_000_000L, 10_000_000_000L);
      trickle.interrupt();
      trickle.join(5_000);
    }
  }

  @Test
  void explainsAddressesThatAreNone() {
    for (String wrong : List.of("http://", "ftp://x", "http://a b", "http://[::1", "nonsense")) {
      assertThatThrownBy(() -> new Api(List.of(wrong), null).send(Request.get("/version"), 1_000))
          .as(wrong)
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("is no address like http://HOST:PORT");
    }
    assertThatThrownBy(
            () ->
                new Api(List.of("http://no.such.host.invalid"), null)
                    .send(Request.get("/version"), 1_000))
        .hasMessage("the host of http://no.such.host.invalid is not known");
  }

  private static String closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  /** Accepts, reads a little and closes without a word. */
  private static ServerSocket slammingServer(AtomicInteger connections) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  if (socket.getInputStream().read() >= 0) {
                    connections.incrementAndGet();
                  }
                } catch (IOException closed) {
                  // the test has ended
                }
              }
            },
            "slam");
    thread.setDaemon(true);
    thread.start();
    return server;
  }
}
