package dev.bricklayer.node.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.store.FreePorts;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.Membership;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.identity.Phase;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedJoinerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final UUID OPERATION = UUID.randomUUID();

  @TempDir Path folder;

  /** A process that follows wherever its node goes. */
  private static final class Follower implements ClusterMembershipListener {
    @Override
    public void left(UUID cluster) {}

    @Override
    public void entered(UUID cluster, boolean founder, List<URI> endpoints) {}

    @Override
    public void endpointsChanged(List<URI> endpoints) {}
  }

  private static NodeFacts facts() {
    return new NodeFacts(
        "n", "test", 1, List.of(), List.of(), null, new NodeFacts.OwnCluster(1, 0, false));
  }

  private static NodeMembership membership(NodeIdentity identity) {
    return new NodeMembership(
        identity,
        ClusterEtcd.external(List.of(URI.create("http://127.0.0.1:1"))),
        AbandonedJoinerTest::facts,
        new Follower());
  }

  /** Joins a cluster of which nobody is there. */
  private NodeIdentity captured(UUID cluster) {
    NodeIdentity identity = NodeIdentity.open(folder);
    String nobody = "127.0.0.1:" + FreePorts.next();
    identity.update(
        state ->
            state
                .withMembership(new Membership(Phase.JOINING, OPERATION, nobody, state.clusterId()))
                .withCluster(cluster, "ab".repeat(32))
                .withEtcd(null)
                .withPeers(List.of(new KnownPeer(UUID.randomUUID(), nobody, true))));
    return identity;
  }

  @Test
  void aNodeThatNobodyAnswersGoesBackByItself() throws Exception {
    UUID cluster = UUID.randomUUID();
    NodeIdentity identity = captured(cluster);
    try (StandingWatch watch =
        new StandingWatch(
            membership(identity),
            new JoinCalls(new PeerClient(identity)),
            SOON,
            Duration.ofMillis(300))) {
      watch.start();
      Eventually.within(
          SOON,
          "a cluster of its own again",
          () -> identity.state().membership().phase() == Phase.FRESH);
      assertThat(identity.clusterId()).isNotEqualTo(cluster);
      assertThat(identity.state().secret()).isNotEqualTo("ab".repeat(32));
      assertThat(identity.state().dismissed()).contains(OPERATION);
    }
  }

  @Test
  void anInvitationIsAskedAboutWhereItCameFromOnly() {
    NodeIdentity identity = NodeIdentity.open(folder.resolve("invited"));
    NodeIdentity stranger = NodeIdentity.open(folder.resolve("stranger"));
    NodeMembership membership = membership(identity);
    PeerCalls calls = new PeerCalls();
    new JoinHandler(membership, Optional::empty, Joining.PLAIN).serve(calls);
    // follows, so that it may be invited
    membership.follow();
    try (LinkServer link =
        new LinkServer("127.0.0.1", 0, identity, calls, OptionalInt::empty, OptionalInt::empty)) {
      JoinCalls by = new JoinCalls(new PeerClient(stranger));
      by.invite(
          "127.0.0.1:" + link.port(),
          new JoinCalls.Invite(OPERATION, stranger.clusterId(), "192.0.2.77:24999", false));
      assertThat(identity.state().membership().inviter()).isEqualTo("127.0.0.1:24999");
      assertThatThrownBy(
              () ->
                  by.invite(
                      "127.0.0.1:" + link.port(),
                      new JoinCalls.Invite(
                          UUID.randomUUID(), stranger.clusterId(), "no address!", false)))
          .isInstanceOf(ClusterException.class);
    }
  }
}
