package dev.bricklayer.node.member;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.node.identity.KnownPeer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the members of the embedded etcd to what {@link MembershipRule} wants for a set of nodes,
 * step by step, looking anew before each. It may be stopped at any point and begun again, by
 * another node as well; two at once disturb each other but do no harm.
 */
final class MembershipConvergence {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipConvergence.class);
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final int CANDIDATES = 4;

  private final EtcdMembership membership;
  private final ClusterStore store;
  private final ClusterKeys keys;
  private final MemberCalls calls;

  MembershipConvergence(
      EtcdMembership membership, ClusterStore store, ClusterKeys keys, MemberCalls calls) {
    this.membership = membership;
    this.store = store;
    this.keys = keys;
    this.calls = calls;
  }

  /** What one look at the cluster showed. */
  private record Look(
      List<EtcdMembership.Member> listed,
      List<MembershipRule.Member> members,
      List<MembershipRule.Node> nodes) {}

  /** Whether there is nothing to do; asks etcd, and then the nodes that hold its members. */
  boolean settled(Map<UUID, String> wanted) {
    List<MembershipRule.Member> members =
        membership.list().stream().map(member -> asRule(member, Map.of())).toList();
    return MembershipRule.settled(wanted.keySet(), members)
        && published(members)
        && members.stream().allMatch(member -> works(member, wanted));
  }

  /** A node that does not answer may do so tomorrow, with its member. */
  private boolean works(MembershipRule.Member member, Map<UUID, String> wanted) {
    UUID peer = member.peer();
    return peer == null
        || calls
            .state(peer, address(wanted, peer))
            .filter(state -> MembershipRule.broken(member, state))
            .isEmpty();
  }

  /**
   * @param wanted the nodes that may hold members, with the addresses of their peer ports
   * @param keeper the node whose vote is kept when only one may vote
   * @throws ClusterException {@code UNAVAILABLE} when it is not done in that time
   */
  void run(Map<UUID, String> wanted, @Nullable UUID keeper, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    String why = "";
    MembershipRule.@Nullable Step last = null;
    boolean first = true;
    while (first || System.nanoTime() < deadline) {
      first = false;
      try {
        Look look = look(wanted);
        publish(look.members(), wanted);
        MembershipRule.Step step = MembershipRule.next(look.nodes(), look.members(), keeper);
        if (step instanceof MembershipRule.Step.Done) {
          return;
        }
        if (step instanceof MembershipRule.Step.Wait wait) {
          why = wait.why();
        } else {
          if (!step.equals(last)) {
            LOG.info("etcd members: {}", step);
          }
          last = step;
          take(step, wanted, look);
          continue;
        }
      } catch (ClusterException e) {
        why = e.sentence();
        LOG.debug("the etcd members are not settled yet: {}", why);
      }
      pause();
    }
    throw new ClusterException(
        ErrorCode.UNAVAILABLE,
        "the members of the embedded etcd are not settled after "
            + atMost.toSeconds()
            + " s: "
            + why);
  }

  private void take(MembershipRule.Step step, Map<UUID, String> wanted, Look look) {
    if (step instanceof MembershipRule.Step.Add add) {
      URI url =
          look.nodes().stream()
              .filter(node -> node.peer().equals(add.peer()))
              .map(MembershipRule.Node::state)
              .findFirst()
              .map(state -> URI.create(state.peerUrl()))
              .orElseThrow();
      membership.addLearner(url);
    } else if (step instanceof MembershipRule.Step.Follow follow) {
      calls.follow(
          follow.peer(),
          address(wanted, follow.peer()),
          follow.id(),
          initialCluster(look.listed(), follow));
    } else if (step instanceof MembershipRule.Step.Promote promote) {
      membership.promote(id(promote.id()));
    } else if (step instanceof MembershipRule.Step.Remove remove) {
      remove(remove, wanted);
    } else if (step instanceof MembershipRule.Step.Calm calm) {
      calls.calm(calm.peer(), address(wanted, calm.peer()));
    }
  }

  private void remove(MembershipRule.Step.Remove remove, Map<UUID, String> wanted) {
    membership.remove(id(remove.id()));
    UUID peer = remove.peer();
    if (peer != null && wanted.containsKey(peer)) {
      try {
        calls.drop(peer, address(wanted, peer));
      } catch (ClusterException e) {
        LOG.info("peer {} finds out by itself that its member was removed: {}", peer, e.sentence());
      }
    }
  }

  private static String address(Map<UUID, String> wanted, UUID peer) {
    String address = wanted.get(peer);
    if (address == null) {
      throw new ClusterException(ErrorCode.PEER_NOT_FOUND, "peer " + peer + " has no address");
    }
    return address;
  }

  private static String initialCluster(
      List<EtcdMembership.Member> members, MembershipRule.Step.Follow follow) {
    return members.stream()
        .map(
            member ->
                (hex(member.id()).equals(follow.id()) ? follow.peer().toString() : member.name())
                    + "="
                    + member.peerUrls().get(0))
        .collect(Collectors.joining(","));
  }

  private Look look(Map<UUID, String> wanted) {
    List<EtcdMembership.Member> listed = membership.list();
    List<UUID> holders =
        listed.stream().map(MembershipConvergence::named).flatMap(Optional::stream).toList();
    Map<UUID, String> asked = new HashMap<>(wanted);
    asked.keySet().retainAll(holders);
    records().stream()
        .filter(known -> holders.contains(known.peer()))
        .forEach(known -> asked.putIfAbsent(known.peer(), known.address()));
    List<UUID> others = new ArrayList<>(wanted.keySet());
    others.removeAll(holders);
    Collections.shuffle(others);
    others.stream().limit(CANDIDATES).forEach(peer -> asked.put(peer, address(wanted, peer)));

    Map<UUID, MemberState> states = new HashMap<>();
    asked.forEach(
        (peer, address) -> calls.state(peer, address).ifPresent(state -> states.put(peer, state)));
    return new Look(
        listed,
        listed.stream().map(member -> asRule(member, states)).toList(),
        wanted.keySet().stream()
            .map(peer -> new MembershipRule.Node(peer, states.get(peer)))
            .toList());
  }

  private static MembershipRule.Member asRule(
      EtcdMembership.Member member, Map<UUID, MemberState> states) {
    UUID peer = named(member).or(() -> holder(member, states)).orElse(null);
    return new MembershipRule.Member(
        hex(member.id()),
        peer,
        member.started(),
        !member.learner(),
        peer != null && states.containsKey(peer));
  }

  /** A member that has not started yet has no name. */
  private static Optional<UUID> holder(
      EtcdMembership.Member member, Map<UUID, MemberState> states) {
    return states.values().stream()
        .filter(state -> member.peerUrls().contains(URI.create(state.peerUrl())))
        .map(MemberState::peer)
        .findFirst();
  }

  private static Optional<UUID> named(EtcdMembership.Member member) {
    try {
      return member.started() ? Optional.of(UUID.fromString(member.name())) : Optional.empty();
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** The records of started members; the nodes' watches follow them. */
  private void publish(List<MembershipRule.Member> members, Map<UUID, String> wanted) {
    List<Entry> before = store.list(keys.members()).entries();
    Map<UUID, String> addresses = new HashMap<>();
    for (Entry entry : before) {
      MemberRecord known = Json.read(entry.value(), MemberRecord.class);
      addresses.put(known.peer(), known.address());
    }
    addresses.putAll(wanted);
    Map<String, byte[]> now = new HashMap<>();
    for (MembershipRule.Member member : members) {
      UUID peer = member.peer();
      String address = peer == null ? null : addresses.get(peer);
      if (peer != null && address != null && member.started()) {
        now.put(
            keys.member(peer),
            Json.write(new MemberRecord(peer, member.id(), address, member.voter())));
      }
    }
    List<Change> changes = new ArrayList<>();
    for (Entry entry : before) {
      byte[] value = now.get(entry.key());
      if (value == null) {
        changes.add(new Change.Delete(entry.key()));
      } else if (Arrays.equals(value, entry.value())) {
        now.remove(entry.key());
      }
    }
    now.forEach((key, value) -> changes.add(new Change.Put(key, value)));
    if (!changes.isEmpty()) {
      store.commit(List.of(), changes);
    }
  }

  private boolean published(List<MembershipRule.Member> members) {
    List<MemberRecord> records = records();
    return records.size() == members.size()
        && members.stream()
            .allMatch(
                member ->
                    records.stream()
                        .anyMatch(
                            known ->
                                known.memberId().equals(member.id())
                                    && known.voter() == member.voter()));
  }

  private List<MemberRecord> records() {
    return store.list(keys.members()).entries().stream()
        .map(entry -> Json.read(entry.value(), MemberRecord.class))
        .toList();
  }

  /** The nodes that hold started members, to be told to a joiner. */
  List<KnownPeer> holders(Map<UUID, String> addresses) {
    return membership.list().stream()
        .flatMap(
            member ->
                named(member)
                    .filter(addresses::containsKey)
                    .map(peer -> new KnownPeer(peer, address(addresses, peer), !member.learner()))
                    .stream())
        .toList();
  }

  private static String hex(long id) {
    return Long.toHexString(id);
  }

  private static long id(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.UNAVAILABLE, "interrupted");
    }
  }
}
