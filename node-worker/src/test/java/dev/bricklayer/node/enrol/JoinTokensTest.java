package dev.bricklayer.node.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.PeerName;
import dev.bricklayer.node.tls.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinTokensTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final UUID OPERATION = UUID.randomUUID();
  private static final String REQUEST = "a request for a certificate";

  @TempDir Path folder;
  private final PeerName inviter = new PeerName(UUID.randomUUID(), UUID.randomUUID());
  private final ClusterKeys keys = new ClusterKeys(inviter.cluster());
  private final InMemoryStore store = new InMemoryStore();
  private NodeCertificates certificates;

  @BeforeEach
  void begin() {
    certificates = NodeCertificates.open(folder.resolve("inviter"), at(NOW));
    certificates.found(inviter, List.of());
  }

  private static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  private JoinTokens tokens(Instant now) {
    return new JoinTokens(store, keys, at(now));
  }

  private JoinToken token() {
    return tokens(NOW).create(certificates, Duration.ofMinutes(10), "192.0.2.1:24008");
  }

  private static Admission.Ticket ticket(JoinToken token, UUID operation, String request) {
    return new Admission.Ticket(token.id(), Admission.proof(token.verifier(), operation, request));
  }

  @Test
  void aTokenIsReadAsItWasWritten() {
    JoinToken made = token();
    assertThat(JoinToken.parse(made.text() + "\n")).isEqualTo(made);
    assertThat(made.expires()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    assertThat(made.address()).isEqualTo("192.0.2.1:24008");
    assertThat(made.toString()).doesNotContain(made.secret());
    assertThat(new String(store.get(keys.joinToken(made.id())).orElseThrow().value()))
        .as("what the store keeps")
        .doesNotContain(made.secret());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "brk1", "brk2.a.b.c.1.x", "brk1.0011223344556677.aa.bb.1.h", "brk1.x.y.z.1.h"})
  void whatIsNoTokenIsRefused(String text) {
    assertThatThrownBy(() -> JoinToken.parse(text))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("malformed");
  }

  @Test
  void aTokenIsGoodForOneOperation() {
    JoinToken token = token();
    tokens(NOW).use(ticket(token, OPERATION, REQUEST), OPERATION, REQUEST);
    assertThatCode(() -> tokens(NOW).use(ticket(token, OPERATION, "another"), OPERATION, "another"))
        .as("the same operation once more, after the joiner was restarted")
        .doesNotThrowAnyException();
    UUID next = UUID.randomUUID();
    assertThatThrownBy(() -> tokens(NOW).use(ticket(token, next, REQUEST), next, REQUEST))
        .hasMessageContaining("used before");
  }

  @Test
  void aTokenThatIsOverOrAlteredIsRefused() {
    JoinToken token = token();
    Instant late = NOW.plus(Duration.ofMinutes(11));
    assertThatThrownBy(
            () -> tokens(late).use(ticket(token, OPERATION, REQUEST), OPERATION, REQUEST))
        .hasMessageContaining("has expired");
    assertThatThrownBy(
            () -> tokens(NOW).use(ticket(token, OPERATION, REQUEST), OPERATION, "another request"))
        .hasMessageContaining("does not know the secret");
    JoinToken guessed =
        new JoinToken(
            token.id(), "ab".repeat(32), token.authority(), token.expires(), token.address());
    assertThatThrownBy(
            () -> tokens(NOW).use(ticket(guessed, OPERATION, REQUEST), OPERATION, REQUEST))
        .hasMessageContaining("does not know the secret");
    JoinToken unknown = JoinToken.make(token.authority(), NOW.plusSeconds(60), "h");
    assertThatThrownBy(
            () -> tokens(NOW).use(ticket(unknown, OPERATION, REQUEST), OPERATION, REQUEST))
        .hasMessageContaining("not known here");
  }

  @Test
  void aLifeThatIsNoneOrTooLongIsRefused() {
    for (Duration life : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(8))) {
      assertThatThrownBy(() -> tokens(NOW).create(certificates, life, "h"))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("7 days at most");
    }
  }

  @Test
  void tokensThatHaveExpiredAreClearedAway() {
    JoinToken old = token();
    tokens(NOW.plus(Duration.ofDays(1))).create(certificates, Duration.ofMinutes(1), "h");
    assertThat(store.get(keys.joinToken(old.id()))).isEmpty();
  }

  private PeerCalls.Caller caller(NodeCertificates by, PeerName says) {
    X509Certificate own = TestCertificates.own(by);
    return new PeerCalls.Caller(
        says.cluster(),
        says.peer(),
        "192.0.2.1",
        List.of(own, by.authority().orElseThrow()),
        false);
  }

  private Admission admission(JoinMode mode, Instant now) {
    return new Admission(mode, folder.resolve("join-token"), at(now));
  }

  @Test
  void aNodeWithATokenFollowsItsClusterOnly() throws Exception {
    Admission admission = admission(JoinMode.TOKEN, NOW);
    assertThatThrownBy(() -> admission.require(caller(certificates, inviter), inviter.cluster()))
        .hasMessageContaining("follows nobody without a token");

    Files.writeString(folder.resolve("join-token"), token().text());
    assertThatCode(() -> admission.require(caller(certificates, inviter), inviter.cluster()))
        .doesNotThrowAnyException();

    PeerName another = new PeerName(inviter.cluster(), UUID.randomUUID());
    NodeCertificates stranger = NodeCertificates.open(folder.resolve("stranger"), at(NOW));
    stranger.found(another, List.of());
    for (JoinMode mode : JoinMode.values()) {
      assertThatThrownBy(
              () -> admission(mode, NOW).require(caller(stranger, another), another.cluster()))
          .hasMessageContaining("another authority");
    }
    assertThatThrownBy(() -> admission.require(caller(certificates, another), inviter.cluster()))
        .hasMessageContaining("the caller's certificate is of " + inviter.uri());
    PeerCalls.Caller bare =
        new PeerCalls.Caller(inviter.cluster(), inviter.peer(), "192.0.2.1", List.of(), false);
    assertThatThrownBy(() -> admission.require(bare, inviter.cluster()))
        .hasMessageContaining("shows no certificate");
    // the authority's certificate is public: who shows it beside another's is not certified by it
    PeerCalls.Caller mixed =
        new PeerCalls.Caller(
            another.cluster(),
            another.peer(),
            "192.0.2.1",
            List.of(TestCertificates.own(stranger), certificates.authority().orElseThrow()),
            false);
    assertThatThrownBy(() -> admission.require(mixed, another.cluster()))
        .hasMessageContaining("not by this cluster's authority");
    assertThatThrownBy(
            () ->
                admission(JoinMode.TOKEN, NOW.plus(Duration.ofMinutes(11)))
                    .require(caller(certificates, inviter), inviter.cluster()))
        .hasMessageContaining("has expired");
  }

  @Test
  void anOpenNodeWithoutATokenFollowsWhoeverAsks() {
    PeerCalls.Caller bare =
        new PeerCalls.Caller(inviter.cluster(), inviter.peer(), "192.0.2.1", List.of(), false);
    assertThatCode(() -> admission(JoinMode.OPEN, NOW).require(bare, inviter.cluster()))
        .doesNotThrowAnyException();
    assertThat(admission(JoinMode.OPEN, NOW).ticket(OPERATION, REQUEST)).isEmpty();
  }
}
