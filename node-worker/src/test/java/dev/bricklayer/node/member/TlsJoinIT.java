package dev.bricklayer.node.member;

import static dev.bricklayer.node.member.PeerOperations.accept;
import static dev.bricklayer.node.member.PeerOperations.add;
import static dev.bricklayer.node.member.PeerOperations.keys;
import static dev.bricklayer.node.member.PeerOperations.uncommit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.enrol.JoinToken;
import dev.bricklayer.node.enrol.JoinTokens;
import dev.bricklayer.node.identity.Phase;
import dev.bricklayer.node.tls.PeerName;
import dev.bricklayer.node.tls.TestCertificates;
import dev.bricklayer.node.tls.TlsMode;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with certificates and tokens, and real etcd members, join and leave. */
class TlsJoinIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void closeAll() {
    nodes.parallelStream().forEach(TestNode::close);
  }

  private TestNode node(String name, TlsMode tls, JoinMode join) throws Exception {
    TestNode node = new TestNode(folder, name).secured(tls, join);
    nodes.add(node);
    return boot(node);
  }

  private static TestNode boot(TestNode node) throws Exception {
    node.boot();
    Eventually.within(SOON, "a session", node::ready);
    return node;
  }

  private static JoinToken token(TestNode at) {
    return new JoinTokens(at.session().store(), keys(at), Clock.systemUTC())
        .create(at.certificates(), Duration.ofMinutes(10), at.address());
  }

  private static PeerName name(TestNode node) {
    return new PeerName(node.identity().clusterId(), node.identity().peerId());
  }

  @Test
  void nodesJoinWithTokensAndARemovedOneIsShutOut() throws Exception {
    TestNode one = node("one", TlsMode.ON, JoinMode.TOKEN);
    TestNode two = node("two", TlsMode.ON, JoinMode.TOKEN);
    assertThatThrownBy(() -> add(one, two)).hasMessageContaining("follows nobody without a token");

    JoinToken token = token(one);
    Files.writeString(two.tokenFile(), token.text() + "\n");
    add(one, two);
    assertThat(two.certificates().authority()).isEqualTo(one.certificates().authority());
    assertThat(two.certificates().ready(name(two))).isTrue();
    assertThat(two.tokenFile()).doesNotExist();

    TestNode three = node("three", TlsMode.ON, JoinMode.TOKEN);
    Files.writeString(three.tokenFile(), token.text());
    assertThatThrownBy(() -> add(one, three))
        .as("a used token")
        .hasMessageContaining("used before");

    Ticket ticket = accept(one, OperationKind.REMOVE_PEER);
    uncommit(one, two);
    X509Certificate shown = TestCertificates.own(two.certificates());
    one.session().activities().retireMember(ticket, new RemovePeerPlan(two.address(), two.peer()));
    Eventually.within(
        SOON,
        "revoked",
        () -> {
          try {
            one.certificates().verify(shown);
            return false;
          } catch (GeneralSecurityException e) {
            return String.valueOf(e.getMessage()).contains("was revoked");
          }
        });
  }

  @Test
  void aTokenOfAnotherClusterIsNotFollowed() throws Exception {
    TestNode one = node("one", TlsMode.ON, JoinMode.TOKEN);
    TestNode stranger = node("stranger", TlsMode.ON, JoinMode.OPEN);
    TestNode joiner = node("joiner", TlsMode.ON, JoinMode.TOKEN);
    Files.writeString(joiner.tokenFile(), token(one).text());
    assertThatThrownBy(() -> add(stranger, joiner))
        .hasMessageContaining("another authority than the join token names");
    assertThat(joiner.identity().state().membership().phase()).isEqualTo(Phase.FRESH);
    add(one, joiner);
  }

  @Test
  void aClusterOfPlainTextGoesToTlsNodeByNode() throws Exception {
    TestNode one = node("one", TlsMode.OFF, JoinMode.OPEN);
    TestNode two = node("two", TlsMode.OFF, JoinMode.OPEN);
    add(one, two);
    for (TlsMode mode : List.of(TlsMode.PERMISSIVE, TlsMode.ON)) {
      for (TestNode node : List.of(two, one)) {
        node.close();
        boot(node.secured(mode, JoinMode.OPEN));
        Eventually.within(
            SOON,
            "the nodes follow each other",
            () -> two.ready() && one.ready() && !two.session().view().peers().isEmpty());
      }
      Eventually.within(
          SOON,
          "both are certified",
          () ->
              one.certificates().ready(name(one))
                  && two.certificates().ready(name(two))
                  && one.certificates().authority().equals(two.certificates().authority()));
    }
    one.session()
        .store()
        .commit(List.of(), List.of(new Change.Put(keys(one).root() + "test", new byte[] {1})));
    Eventually.within(
        SOON,
        "a write arrives over TLS",
        () -> two.session().store().get(keys(one).root() + "test").isPresent());
  }
}
