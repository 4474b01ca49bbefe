package dev.bricklayer.node.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.tls.CertificateAuthority;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.NodeKey;
import dev.bricklayer.node.tls.PeerName;
import dev.bricklayer.node.tls.Revocation;
import dev.bricklayer.node.tls.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTlsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration LIFE = CertificateAuthority.NODE_LIFE;

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger effects = new AtomicInteger();
  private Node server;
  private Node member;
  private int enginePort;

  record Text(String text) {}

  /** A node with the certificates that a test gives it. */
  private record Node(NodeIdentity identity, NodeCertificates certificates) {
    LinkTls tls(TlsMode mode) {
      return LinkTls.of(mode, identity, certificates);
    }

    PeerName name() {
      return new PeerName(identity.clusterId(), identity.peerId());
    }

    PeerClient client(TlsMode mode) {
      return new PeerClient(identity, tls(mode));
    }
  }

  @BeforeEach
  void begin() throws Exception {
    server = node("server", null);
    server.certificates().found(server.name(), List.of());
    member = node("member", server);
    certify(member, member.identity().peerId(), Instant.now());
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Node node(String name, @Nullable Node founder) throws IOException {
    Path state = Files.createDirectories(folder.resolve(name));
    NodeIdentity identity = NodeIdentity.open(state);
    if (founder != null) {
      identity.update(
          now ->
              now.withCluster(founder.identity().clusterId(), founder.identity().state().secret()));
    }
    return new Node(identity, NodeCertificates.open(state, Clock.systemUTC()));
  }

  private CertificateAuthority authority() {
    return server.certificates().signer().orElseThrow();
  }

  private void certify(Node node, UUID peer, Instant at) throws GeneralSecurityException {
    NodeKey key = NodeKey.make();
    node.certificates()
        .adopt(
            authority().certificate(),
            key,
            authority().sign(key.request(), peer, List.of(), at, LIFE));
  }

  private LinkServer serve(TlsMode mode) {
    PeerCalls calls =
        new PeerCalls()
            .on(
                "echo",
                Text.class,
                (caller, body) -> {
                  effects.incrementAndGet();
                  return new Text(body.text() + " from " + caller.peer());
                })
            .onOffer("hello", Text.class, (caller, body) -> new Text("hello " + body.text()));
    LinkServer link =
        new LinkServer(
            "127.0.0.1",
            0,
            server.identity(),
            server.tls(mode),
            calls,
            () -> enginePort == 0 ? OptionalInt.empty() : OptionalInt.of(enginePort),
            OptionalInt::empty);
    open.add(link);
    return link;
  }

  private static String address(LinkServer link) {
    return "127.0.0.1:" + link.port();
  }

  private String echo(PeerClient by, LinkServer link) {
    return by.call(
            address(link), server.identity().peerId(), "echo", new Text("hi"), Text.class, DEADLINE)
        .text();
  }

  @Test
  void bothSidesWithCertificatesTalk() {
    LinkServer link = serve(TlsMode.ON);
    assertThat(echo(member.client(TlsMode.ON), link))
        .isEqualTo("hi from " + member.identity().peerId());
  }

  @Test
  void aNewCertificateIsShownFromTheNextConnectionOn() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    PeerClient client = member.client(TlsMode.ON);
    certify(member, UUID.randomUUID(), Instant.now());
    assertThatThrownBy(() -> echo(client, link)).hasMessageContaining("certificate is of peer");
    certify(member, member.identity().peerId(), Instant.now());
    assertThat(echo(client, link)).startsWith("hi from ");
  }

  @Test
  void theSecretAloneIsNotEnough() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    Node bare = node("bare", server);
    assertThatThrownBy(() -> echo(bare.client(TlsMode.PERMISSIVE), link))
        .hasMessageContaining("shows no certificate");
    assertThatThrownBy(() -> echo(bare.client(TlsMode.ON), link))
        .hasMessageContaining("no certificate authority yet");
    assertThatThrownBy(() -> echo(new PeerClient(member.identity()), link))
        .as("plain text")
        .hasMessageContaining("does not answer");
    assertThat(effects).hasValue(0);
  }

  @Test
  void theCertificateAloneIsNotEnough() {
    LinkServer link = serve(TlsMode.ON);
    member
        .identity()
        .update(now -> now.withCluster(server.identity().clusterId(), "00".repeat(32)));
    assertThatThrownBy(() -> echo(member.client(TlsMode.ON), link)).hasMessageContaining("secret");
    assertThat(effects).hasValue(0);
  }

  @Test
  void aCertificateThatDoesNotCountIsRefusedAndSaysWhy() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    Node another = node("another", server);
    certify(another, UUID.randomUUID(), Instant.now());
    assertThatThrownBy(() -> echo(another.client(TlsMode.ON), link))
        .hasMessageContaining("the caller's certificate is of peer");

    Node foreign = node("foreign", server);
    foreign.certificates().found(foreign.name(), List.of());
    assertThatThrownBy(() -> echo(foreign.client(TlsMode.PERMISSIVE), link))
        .hasMessageContaining("not by this cluster's authority");

    server
        .certificates()
        .revoke(List.of(new Revocation(member.identity().peerId(), "", Instant.now())));
    assertThatThrownBy(() -> echo(member.client(TlsMode.ON), link))
        .hasMessageContaining("was revoked at");
    assertThat(effects).hasValue(0);
  }

  @Test
  void aServerOfAnotherAuthorityHearsNothing() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    Node impostor = node("impostor", server);
    impostor.certificates().found(impostor.name(), List.of());
    assertThatThrownBy(() -> echo(impostor.client(TlsMode.ON), link))
        .hasMessageContaining("not by this cluster's authority");
    assertThat(effects).hasValue(0);
  }

  @Test
  void aStrangerIsGreetedOverTlsAndNothingElse() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    Node stranger = node("stranger", null);
    PeerClient client = stranger.client(TlsMode.ON);
    assertThat(client.offer(address(link), "hello", new Text("you"), Text.class, DEADLINE).text())
        .isEqualTo("hello you");
    assertThatThrownBy(
            () -> client.offer(address(link), "echo", new Text("x"), Text.class, DEADLINE))
        .hasMessageContaining("there is no call");
  }

  @Test
  void onTheWayToTlsEverybodyTalksToEverybody() throws Exception {
    LinkServer permissive = serve(TlsMode.PERMISSIVE);
    Node bare = node("bare", server);
    for (PeerClient client :
        List.of(
            new PeerClient(member.identity()),
            member.client(TlsMode.PERMISSIVE),
            member.client(TlsMode.ON),
            bare.client(TlsMode.PERMISSIVE))) {
      assertThat(echo(client, permissive)).startsWith("hi from ");
    }
    LinkServer plain = serve(TlsMode.OFF);
    PeerClient client = member.client(TlsMode.PERMISSIVE);
    assertThat(echo(client, plain)).startsWith("hi from ");
    assertThat(echo(client, plain)).as("known to speak plain text").startsWith("hi from ");
    assertThatThrownBy(() -> echo(member.client(TlsMode.ON), plain)).hasMessageContaining("TLS");
  }

  /** An engine that answers with what it got, once the caller has said all. */
  private void engine() throws IOException {
    ServerSocket engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    enginePort = engine.getLocalPort();
    open.add(engine);
    Thread thread =
        new Thread(
            () -> {
              while (!engine.isClosed()) {
                try (Socket socket = engine.accept()) {
                  socket.getOutputStream().write(socket.getInputStream().readAllBytes());
                } catch (IOException e) {
                  // the test sees it
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private Forwarder forwarder(LinkServer link) {
    Forwarder forwarder =
        new Forwarder(
            Channel.TEMPORAL,
            0,
            member.client(TlsMode.ON),
            () -> Optional.of(new Forwarder.Target(address(link), server.identity().peerId())));
    open.add(forwarder);
    return forwarder;
  }

  @Test
  void aForwarderPassesBytesAndHalfClosesThroughTls() throws Exception {
    engine();
    LinkServer link = serve(TlsMode.ON);
    Forwarder forwarder = forwarder(link);
    byte[] sent = new byte[3_000_000];
    new Random(3).nextBytes(sent);
    for (int i = 0; i < 2; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), forwarder.port())) {
        socket.getOutputStream().write(sent);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
      }
    }
    Eventually.within(DEADLINE, "all connections closed", () -> link.connections() == 0);
  }

  @Test
  void openConnectionsOfARevokedPeerEnd() throws Exception {
    engine();
    LinkServer link = serve(TlsMode.ON);
    Forwarder forwarder = forwarder(link);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), forwarder.port())) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      socket.getOutputStream().write("begin".getBytes(UTF_8));
      Eventually.within(DEADLINE, "connected", () -> link.connections() == 1);
      server
          .certificates()
          .revoke(List.of(new Revocation(member.identity().peerId(), "", Instant.now())));
      Eventually.within(DEADLINE, "disconnected", () -> link.connections() == 0);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whoDripsDuringTheTlsHandshakeIsClosed() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    try (Socket dripping = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
      Eventually.within(DEADLINE, "connected", () -> link.connections() == 1);
      Thread drip =
          new Thread(
              () -> {
                try {
                  // the header of a record of 512 bytes, which comes byte by byte
                  dripping.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
                  for (int i = 0; i < 500; i++) {
                    dripping.getOutputStream().write(1);
                    Thread.sleep(200);
                  }
                } catch (IOException | InterruptedException closed) {
                  // that is the point
                }
              });
      drip.start();
      Eventually.within(DEADLINE, "closed", () -> link.connections() == 0);
      drip.interrupt();
      drip.join();
    }
  }

  /** What another implementation of TLS makes of the port. */
  @Test
  void opensslSeesTls13AndTheClustersAuthority() throws Exception {
    LinkServer link = serve(TlsMode.ON);
    Path state = folder.resolve("server").resolve("tls");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-connect",
                address(link),
                "-CAfile",
                state.resolve("authority.pem").toString(),
                "-verify_return_error",
                "-brief")
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
    assertThat(openssl.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains("TLSv1.3", "Verification: OK", server.identity().peerId().toString());
  }
}
