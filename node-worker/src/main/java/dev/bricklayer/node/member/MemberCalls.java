package dev.bricklayer.node.member;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes ask each other about their members of the embedded etcd; the own node directly. */
final class MemberCalls {
  private static final Logger LOG = LoggerFactory.getLogger(MemberCalls.class);
  private static final String STATE = "etcd.state";
  private static final String FOLLOW = "etcd.follow";
  private static final String DROP = "etcd.drop";
  private static final String CALM = "etcd.calm";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration CHANGE = Duration.ofSeconds(8);

  private final UUID self;
  private final EmbeddedEtcd etcd;
  private final PeerClient client;

  MemberCalls(UUID self, EmbeddedEtcd etcd, PeerClient client) {
    this.self = self;
    this.etcd = etcd;
    this.client = client;
  }

  record Nothing() {}

  record Follow(String memberId, String initialCluster) {}

  /** Answers such calls of others. */
  static void serve(PeerCalls calls, EmbeddedEtcd etcd) {
    calls
        .on(STATE, Nothing.class, (caller, nothing) -> etcd.state())
        .on(
            FOLLOW,
            Follow.class,
            (caller, follow) -> {
              etcd.follow(follow.memberId(), follow.initialCluster());
              return new Nothing();
            })
        .on(
            DROP,
            Nothing.class,
            (caller, nothing) -> {
              etcd.drop();
              return new Nothing();
            })
        .on(
            CALM,
            Nothing.class,
            (caller, nothing) -> {
              etcd.bePatient();
              return new Nothing();
            });
  }

  /** What the node says of its member; empty when it does not answer within a second. */
  Optional<MemberState> state(UUID peer, String address) {
    if (peer.equals(self)) {
      return Optional.of(etcd.state());
    }
    try {
      return Optional.of(client.call(address, peer, STATE, new Nothing(), MemberState.class, LOOK));
    } catch (ClusterException e) {
      LOG.debug("peer {} does not tell its etcd member's state: {}", peer, e.sentence());
      return Optional.empty();
    }
  }

  void follow(UUID peer, String address, String memberId, String initialCluster) {
    if (peer.equals(self)) {
      etcd.follow(memberId, initialCluster);
    } else {
      change(peer, address, FOLLOW, new Follow(memberId, initialCluster));
    }
  }

  void drop(UUID peer, String address) {
    if (peer.equals(self)) {
      etcd.drop();
    } else {
      change(peer, address, DROP, Map.of());
    }
  }

  void calm(UUID peer, String address) {
    if (peer.equals(self)) {
      etcd.bePatient();
    } else {
      change(peer, address, CALM, Map.of());
    }
  }

  private void change(UUID peer, String address, String method, Object body) {
    client.call(address, peer, method, body, Nothing.class, CHANGE);
  }
}
