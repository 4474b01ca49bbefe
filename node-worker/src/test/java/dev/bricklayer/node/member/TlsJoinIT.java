package dev.bricklayer.node.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
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
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with certificates and tokens, and real etcd members, join and leave. */
class TlsJoinIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void end() {
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

  private static ClusterKeys keys(TestNode node) {
    return node.session().view().keys();
  }

  private static void put(TestNode at, UUID id, OperationKind kind, OperationState state) {
    boolean ended = state == OperationState.ENDED;
    Operation operation =
        new Operation(
            id,
            kind,
            "cluster",
            "peer",
            "test",
            state,
            1,
            1,
            "test",
            "",
            "",
            null,
            Instant.EPOCH,
            ended ? Instant.EPOCH : null,
            ended ? Outcome.SUCCEEDED : null,
            null,
            0,
            List.of(),
            null,
            null,
            null);
    at.session()
        .store()
        .commit(List.of(), List.of(new Change.Put(keys(at).operation(id), Json.write(operation))));
  }

  private static void add(TestNode inviter, TestNode joiner) throws Exception {
    UUID id = UUID.randomUUID();
    put(inviter, id, OperationKind.ADD_PEER, OperationState.ACCEPTED);
    Ticket ticket = new Ticket(id, OperationKind.ADD_PEER, keys(inviter).shortId(), 1, 1);
    AddPeerPlan plan = new AddPeerPlan(joiner.address(), joiner.peer());
    LinkPeerActivities peers = inviter.session().activities();
    peers.invite(ticket, plan);
    peers.addMember(ticket, plan);
    peers.join(ticket, plan);
    peers.promote(ticket, plan);
    long revision =
        inviter
            .session()
            .store()
            .commit(
                List.of(),
                List.of(
                    new Change.Put(
                        keys(inviter).peer(joiner.identity().peerId()), Json.write(joiner.peer()))))
            .revision();
    inviter.session().view().awaitRevision(revision, SOON);
    peers.awaitAgent(ticket, plan);
    put(inviter, id, OperationKind.ADD_PEER, OperationState.ENDED);
    Eventually.within(
        SOON, "a member", () -> joiner.identity().state().membership().phase() == Phase.MEMBER);
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

    UUID id = UUID.randomUUID();
    put(one, id, OperationKind.REMOVE_PEER, OperationState.ACCEPTED);
    Ticket ticket = new Ticket(id, OperationKind.REMOVE_PEER, keys(one).shortId(), 1, 1);
    one.session()
        .store()
        .commit(List.of(), List.of(new Change.Delete(keys(one).peer(two.identity().peerId()))));
    Eventually.within(
        SOON,
        "the record is gone",
        () -> one.session().view().peer(two.identity().peerId()).isEmpty());
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
