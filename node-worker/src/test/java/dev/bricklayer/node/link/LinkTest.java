package dev.bricklayer.node.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger effects = new AtomicInteger();

  /** The body of the calls here. */
  record Text(String text) {}

  private NodeIdentity server;
  private NodeIdentity member;
  private NodeIdentity stranger;
  private volatile int enginePort;
  private String address;

  @BeforeEach
  void begin() throws IOException {
    server = NodeIdentity.open(folder.resolve("server"));
    member = NodeIdentity.open(folder.resolve("member"));
    member.update(state -> state.withCluster(server.clusterId(), server.state().secret()));
    stranger = NodeIdentity.open(folder.resolve("stranger"));
    PeerCalls calls =
        new PeerCalls()
            .on(
                "echo",
                Text.class,
                (caller, body) -> {
                  effects.incrementAndGet();
                  return new Text(body.text() + " from " + caller.peer());
                })
            .on(
                "fail",
                Text.class,
                (caller, body) -> {
                  throw new ClusterException(
                      ErrorCode.PEER_REFUSED, body.text(), Map.of("peer-id", "x"));
                })
            .on(
                "break",
                Text.class,
                (caller, body) -> {
                  throw new IllegalStateException("broken");
                })
            .on("nothing", Text.class, (caller, body) -> null)
            .onOffer("hello", Text.class, (caller, body) -> new Text("hello " + body.text()));
    LinkServer link =
        new LinkServer(
            "127.0.0.1",
            0,
            server,
            calls,
            () -> enginePort == 0 ? OptionalInt.empty() : OptionalInt.of(enginePort),
            OptionalInt::empty);
    open.add(link);
    address = "127.0.0.1:" + link.port();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private LinkServer link() {
    return (LinkServer) open.get(0);
  }

  private String call(NodeIdentity by, String method, String text) {
    return new PeerClient(by)
        .call(address, server.peerId(), method, new Text(text), Text.class, DEADLINE)
        .text();
  }

  @Test
  void aMemberIsAnswered() {
    assertThat(call(member, "echo", "hi")).isEqualTo("hi from " + member.peerId());
  }

  @Test
  void aHandlersFailureArrivesWhole() {
    assertThatThrownBy(() -> call(member, "fail", "peer has existing volumes"))
        .asInstanceOf(type(ClusterException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PEER_REFUSED);
              assertThat(e.sentence()).isEqualTo("peer has existing volumes");
              assertThat(e.fields()).containsEntry("peer-id", "x");
            });
  }

  @Test
  void anUnforeseenFailureIsInternal() {
    assertThatThrownBy(() -> call(member, "break", ""))
        .asInstanceOf(type(ClusterException.class))
        .extracting(ClusterException::code)
        .isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void strangersGetOffersOnly() {
    PeerClient client = new PeerClient(stranger);
    assertThat(client.offer(address, "hello", new Text("you"), Text.class, DEADLINE).text())
        .isEqualTo("hello you");
    assertThatThrownBy(() -> client.offer(address, "echo", new Text("you"), Text.class, DEADLINE))
        .asInstanceOf(type(ClusterException.class))
        .extracting(ClusterException::code)
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThatThrownBy(() -> call(stranger, "echo", "x")).hasMessageContaining("another cluster");
    assertThat(effects).hasValue(0);
  }

  @Test
  void theClustersIdWithoutItsSecretIsNotEnough() {
    stranger.update(state -> state.withCluster(server.clusterId(), "00".repeat(32)));
    assertThatThrownBy(() -> call(stranger, "echo", "x")).hasMessageContaining("secret");
    assertThat(effects).hasValue(0);
  }

  @Test
  void aServerWithoutTheSecretIsNotBelieved() {
    server.update(state -> state.withCluster(member.clusterId(), "11".repeat(32)));
    assertThatThrownBy(() -> call(member, "echo", "x")).hasMessageContaining("secret");
  }

  @Test
  void anotherPeerAtTheAddressRefuses() {
    assertThatThrownBy(
            () ->
                new PeerClient(member)
                    .call(address, UUID.randomUUID(), "echo", new Text(""), Text.class, DEADLINE))
        .asInstanceOf(type(ClusterException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNREACHABLE))
        .extracting(ClusterException::sentence)
        .asString()
        .contains("this is peer " + server.peerId());
  }

  @Test
  void aWrongBodyIsRefusedAndTheNextIsAnswered() {
    assertThatThrownBy(
            () ->
                new PeerClient(member)
                    .call(
                        address, null, "echo", Map.of("text", List.of(1, 2)), Text.class, DEADLINE))
        .asInstanceOf(type(ClusterException.class))
        .extracting(ClusterException::code)
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(call(member, "echo", "hi")).startsWith("hi");
  }

  @Test
  void noListenerIsToldInGd2sWords() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    for (String nobody : List.of("127.0.0.1:" + free, "no-such-host.invalid:24008")) {
      assertThatThrownBy(
              () ->
                  new PeerClient(member).offer(nobody, "hello", new Text(""), Text.class, DEADLINE))
          .asInstanceOf(type(ClusterException.class))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNREACHABLE))
          .extracting(ClusterException::sentence)
          .isEqualTo(PeerClient.NO_CONNECTION);
    }
  }

  @Test
  void aListenerThatSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  new PeerClient(member)
                      .offer(
                          "127.0.0.1:" + mute.getLocalPort(),
                          "hello",
                          new Text(""),
                          Text.class,
                          Duration.ofSeconds(1)))
          .isInstanceOf(ClusterException.class);
    }
  }

  @Test
  void tooLargeARequestIsNotSent() {
    String large = "x".repeat(Call.LIMIT);
    assertThatThrownBy(() -> call(member, "echo", large))
        .hasMessageContaining("is more than " + Call.LIMIT);
  }

  private byte[] goodClaim(Socket socket, Channel channel) throws IOException {
    Wire wire = new Wire(socket, DEADLINE);
    wire.read(Handshake.MAGIC.length);
    byte[] nonce = wire.read(Handshake.NONCE);
    Handshake.Claim claim =
        new Handshake.Claim(channel, member.clusterId(), member.peerId(), null, "00", "");
    Handshake.Claim proved =
        new Handshake.Claim(
            channel,
            claim.cluster(),
            claim.peer(),
            null,
            "00",
            Handshake.callersProof(member.secret(), nonce, claim));
    byte[] json = Json.write(proved);
    return ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), PeerAddress.parse(address).port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void aRecordedHandshakeIsWorthNothingLater() throws IOException {
    byte[] recorded;
    try (Socket first = connect()) {
      recorded = goodClaim(first, Channel.CALL);
    }
    try (Socket second = connect()) {
      Wire wire = new Wire(second, DEADLINE);
      wire.read(Handshake.MAGIC.length + Handshake.NONCE);
      wire.write(recorded);
      assertThat(wire.readFrame(Handshake.LIMIT, Handshake.Welcome.class).error())
          .contains("secret");
      assertThat(second.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** Random bytes, and mutations of what is right: each is refused, and the port goes on. */
  @Test
  void malformedInputClosesItsConnectionOnly() throws Exception {
    Random random = new Random(20261122);
    for (int round = 0; round < 400; round++) {
      try (Socket socket = connect()) {
        byte[] good = goodClaim(socket, Channel.CALL);
        byte[] bytes;
        if (round % 2 == 0) {
          bytes = new byte[random.nextInt(200)];
          random.nextBytes(bytes);
        } else {
          bytes = good.clone();
          int flips = 1 + random.nextInt(4);
          for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          }
        }
        try {
          socket.getOutputStream().write(bytes);
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException closedOnUs) {
          // a reset is as good as an end
        }
      }
    }
    assertThat(effects).hasValue(0);
    assertThat(call(member, "echo", "hi")).startsWith("hi");
    Eventually.within(DEADLINE, "all connections closed", () -> link().connections() == 0);
  }

  @Test
  void requestsAreCheckedToo() throws Exception {
    Random random = new Random(1);
    byte[] json = Json.write(new Call.Request("echo", null, 1));
    for (int round = 0; round < 200; round++) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(goodClaim(socket, Channel.CALL));
        new Wire(socket, DEADLINE).readFrame(Handshake.LIMIT, Handshake.Welcome.class);
        byte[] bytes = ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array();
        for (int i = 0; i < 3; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try {
          socket.getOutputStream().write(bytes);
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException closedOnUs) {
          // as above
        }
      }
    }
    assertThat(call(member, "echo", "hi")).startsWith("hi");
  }

  @Test
  void whoSaysNothingOrDripsIsClosedAfterFiveSeconds() throws Exception {
    try (Socket silent = connect();
        Socket dripping = connect()) {
      long from = System.nanoTime();
      Thread drip =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 1000; i++) {
                    dripping.getOutputStream().write(0);
                    Thread.sleep(200);
                  }
                } catch (IOException | InterruptedException closed) {
                  // that is the point
                }
              });
      drip.start();
      silent.getInputStream().readAllBytes();
      Eventually.within(DEADLINE, "both closed", () -> link().connections() == 0);
      assertThat(Duration.ofNanos(System.nanoTime() - from))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(4));
      drip.interrupt();
      drip.join();
    }
  }

  /** An engine that answers with what it got, once the caller has said all. */
  private ServerSocket engine() throws IOException {
    ServerSocket engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    enginePort = engine.getLocalPort();
    open.add(engine);
    Thread thread =
        new Thread(
            () -> {
              while (!engine.isClosed()) {
                try {
                  Socket socket = engine.accept();
                  new Thread(
                          () -> {
                            try (socket) {
                              byte[] all = socket.getInputStream().readAllBytes();
                              socket.getOutputStream().write(all);
                            } catch (IOException e) {
                              // the test sees it
                            }
                          })
                      .start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return engine;
  }

  private Forwarder forwarder(NodeIdentity by) {
    Forwarder forwarder =
        new Forwarder(
            Channel.TEMPORAL,
            0,
            new PeerClient(by),
            () -> Optional.of(new Forwarder.Target(address, server.peerId())));
    open.add(forwarder);
    return forwarder;
  }

  @Test
  void aForwarderPassesBytesAndHalfClosesThrough() throws Exception {
    engine();
    Forwarder forwarder = forwarder(member);
    byte[] sent = new byte[3_000_000];
    new Random(3).nextBytes(sent);
    for (int i = 0; i < 3; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), forwarder.port())) {
        Thread writer =
            new Thread(
                () -> {
                  try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        writer.start();
        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        writer.join();
      }
    }
    Eventually.within(DEADLINE, "all connections closed", () -> link().connections() == 0);
  }

  @Test
  void aForwarderFailsFastWithoutAnEngineOrAuthority() throws Exception {
    Forwarder early = forwarder(member);
    assertClosedSoon(early);
    engine();
    assertClosedSoon(forwarder(stranger));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), early.port())) {
      socket.getOutputStream().write("now".getBytes(UTF_8));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo("now".getBytes(UTF_8));
    }
    link().close();
    assertClosedSoon(early);
  }

  private static void assertClosedSoon(Forwarder forwarder) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), forwarder.port())) {
      socket.setSoTimeout(20_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
