package dev.bricklayer.node.member;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.member.MembershipRule.Member;
import dev.bricklayer.node.member.MembershipRule.Node;
import dev.bricklayer.node.member.MembershipRule.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipRuleTest {
  /** A cluster in which every step of the rule takes effect at once. */
  private static final class Model {
    private final List<Peer> peers = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private int ids;

    private static final class Peer {
      private final UUID id;
      private boolean alive = true;
      private boolean wanted = true;
      private @Nullable String memberId;
      private boolean patient;
      private long up;
      private @Nullable String fault;

      Peer(int number) {
        id = new UUID(0, number);
      }

      @Nullable MemberState state() {
        return alive
            ? new MemberState(
                id,
                "http://" + id,
                memberId != null,
                memberId == null ? "" : memberId,
                true,
                patient,
                up,
                fault)
            : null;
      }
    }

    Peer peer(@Nullable UUID id) {
      return peers.stream().filter(peer -> peer.id.equals(id)).findFirst().orElseThrow();
    }

    Model nodes(int count) {
      while (peers.size() < count) {
        peers.add(new Peer(peers.size() + 1));
      }
      if (members.isEmpty()) {
        peers.get(0).memberId = "";
        members.add(new Member("founder", peers.get(0).id, true, true, true));
      }
      return this;
    }

    long voters() {
      return members.stream().filter(Member::voter).count();
    }

    long liveVoters() {
      return members.stream().filter(Member::voter).filter(m -> peer(m.peer()).alive).count();
    }

    boolean writable() {
      return liveVoters() > voters() / 2;
    }

    Step next() {
      return MembershipRule.next(
          peers.stream().filter(p -> p.wanted).map(p -> new Node(p.id, p.state())).toList(),
          members.stream()
              .map(m -> new Member(m.id(), m.peer(), m.started(), m.voter(), peer(m.peer()).alive))
              .toList(),
          peers.get(0).id);
    }

    /** Takes steps until there is nothing to do, or nothing but to wait. */
    Model settle() {
      for (int i = 0; i < 60; i++) {
        boolean writable = writable();
        Step step = next();
        take(step);
        assertThat(writable()).as("writable after " + step).isEqualTo(writable);
        assertThat(voters()).isLessThanOrEqualTo(3);
        assertThat(members.stream().filter(m -> !m.voter()).count()).isLessThanOrEqualTo(1);
        if (step instanceof Step.Done) {
          return this;
        }
        peers.forEach(peer -> peer.up += 1000);
      }
      assertThat(next()).isInstanceOf(Step.Wait.class);
      return this;
    }

    private void take(Step step) {
      if (!(step instanceof Step.Done
          || step instanceof Step.Wait
          || step instanceof Step.Follow)) {
        assertThat(writable() || step instanceof Step.Calm)
            .as("%s needs a majority", step)
            .isTrue();
      }
      if (step instanceof Step.Add add) {
        assertThat(members).allMatch(Member::voter);
        members.add(new Member("m" + ++ids, add.peer(), false, false, true));
      } else if (step instanceof Step.Follow follow) {
        Peer peer = peer(follow.peer());
        assertThat(peer.alive).isTrue();
        peer.memberId = follow.id();
        peer.patient = true;
        peer.up = 0;
        members.replaceAll(
            m -> m.id().equals(follow.id()) ? new Member(m.id(), m.peer(), true, false, true) : m);
      } else if (step instanceof Step.Promote promote) {
        assertThat(peer(promote.peer()).alive).isTrue();
        members.replaceAll(
            m -> m.id().equals(promote.id()) ? new Member(m.id(), m.peer(), true, true, true) : m);
      } else if (step instanceof Step.Remove remove) {
        members.removeIf(m -> m.id().equals(remove.id()));
        peers.stream().filter(p -> remove.id().equals(p.memberId)).forEach(p -> p.memberId = null);
        if (remove.id().equals("founder")) {
          peers.get(0).memberId = null;
        }
        assertThat(members).isNotEmpty();
      } else if (step instanceof Step.Calm calm) {
        peer(calm.peer()).patient = true;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,0", "2,1,1", "3,3,0", "4,3,0", "9,3,0"})
  void whatSoManyNodesHave(int nodes, int voters, int learners) {
    Model model = new Model().nodes(nodes).settle();
    assertThat(model.voters()).isEqualTo(voters);
    assertThat(model.members.size() - model.voters()).isEqualTo(learners);
    assertThat(settled(model)).isTrue();
  }

  private static boolean settled(Model model) {
    return MembershipRule.settled(
        new java.util.HashSet<>(model.peers.stream().filter(p -> p.wanted).map(p -> p.id).toList()),
        model.members);
  }

  @Test
  void nodesComeAndGoOneByOne() {
    Model model = new Model();
    for (int nodes = 1; nodes <= 5; nodes++) {
      model.nodes(nodes).settle();
    }
    for (int nodes = 4; nodes >= 1; nodes--) {
      model.peers.get(nodes).wanted = false;
      model.settle();
      assertThat(model.voters()).isEqualTo(nodes >= 3 ? 3 : 1);
      assertThat(settled(model)).isTrue();
    }
  }

  @Test
  void theFoundersVoteIsPassedOn() {
    Model model = new Model().nodes(2).settle();
    model.peers.get(0).wanted = false;
    model.settle();
    assertThat(model.members).hasSize(1);
    assertThat(model.members.get(0).peer()).isEqualTo(model.peers.get(1).id);
    assertThat(model.members.get(0).voter()).isTrue();
  }

  @Test
  void theOnlyVoterIsNotRemovedWhileNobodyCanTakeOver() {
    Model model = new Model().nodes(2).settle();
    model.peers.get(0).wanted = false;
    model.peers.get(1).alive = false;
    assertThat(model.next()).isInstanceOf(Step.Wait.class);
  }

  @Test
  void aThirdNodeThatIsAwayChangesNothing() {
    Model model = new Model().nodes(2).settle();
    model.nodes(3);
    model.peers.get(2).alive = false;
    assertThat(model.next()).isEqualTo(new Step.Done());
  }

  @Test
  void theSecondIsNotPromotedBeforeTheThirdCanFollowAtOnce() {
    Model model = new Model().nodes(2).settle();
    model.nodes(3);
    model.peers.get(1).up = 100;
    assertThat(model.next()).isInstanceOf(Step.Wait.class);
    model.peers.get(1).up = MembershipRule.SETTLED_MILLIS;
    assertThat(model.next()).isInstanceOf(Step.Promote.class);
  }

  /** The third node dies at each step of its way in: the second becomes a learner again. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aThirdNodeThatDiesOnItsWayIn(int steps) {
    Model model = new Model().nodes(2).settle();
    model.nodes(3);
    for (int i = 0; i < steps; i++) {
      model.take(model.next());
      model.peers.forEach(peer -> peer.up += 2000);
    }
    model.peers.get(2).alive = false;
    boolean in = model.voters() == 3;
    model.settle();
    assertThat(model.writable()).isTrue();
    assertThat(model.voters()).isEqualTo(in ? 3 : 1);
    assertThat(model.members).hasSize(in ? 3 : 2);

    model.peers.get(2).wanted = false;
    model.settle();
    assertThat(model.voters()).isEqualTo(1);
    assertThat(model.members).hasSize(2);

    model.peers.get(2).wanted = true;
    model.peers.get(2).alive = true;
    model.settle();
    assertThat(model.voters()).isEqualTo(3);
  }

  @Test
  void aLearnerWhoseNodeForgotItBeginsAnew() {
    Model model = new Model().nodes(2).settle();
    model.peers.get(1).memberId = null;
    assertThat(model.next()).isInstanceOf(Step.Remove.class);
    model.settle();
    assertThat(model.members).hasSize(2);
  }

  /** Nodes die, return, come and go in any order; whenever all are there again all is well. */
  @Test
  void whateverHappensItSettles() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      Model model = new Model().nodes(1 + random.nextInt(5)).settle();
      for (int event = 0; event < 12; event++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          boolean writable = model.writable();
          model.take(model.next());
          assertThat(model.writable()).as("seed %s", seed).isEqualTo(writable);
          model.peers.forEach(peer -> peer.up += 3000);
        }
        happens(model, random);
        if (!model.writable()) {
          model.peers.forEach(peer -> peer.alive = true);
        }
      }
      model.peers.forEach(peer -> peer.alive = true);
      model.settle();
      assertThat(settled(model)).as("seed %s: %s", seed, model.members).isTrue();
    }
  }

  private static void happens(Model model, Random random) {
    Model.Peer one = model.peers.get(random.nextInt(model.peers.size()));
    switch (random.nextInt(4)) {
      case 0 -> one.alive = false;
      case 1 -> one.alive = true;
      case 2 ->
          one.wanted =
              model.peers.stream().filter(p -> p.wanted).count() == 1
                  || !one.wanted
                  || random.nextBoolean();
      default -> model.nodes(Math.min(7, model.peers.size() + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aMemberThatCannotWorkIsReplaced(int which) {
    Model model = new Model().nodes(3).settle();
    Model.Peer peer = model.peers.get(which);
    String before = requireNonNull(memberOf(model, peer)).id();
    peer.fault = "its data is gone";
    for (int i = 0; i < 60 && memberOf(model, peer) != null; i++) {
      model.take(model.next());
    }
    peer.fault = null;
    model.settle();
    assertThat(model.voters()).isEqualTo(3);
    assertThat(requireNonNull(memberOf(model, peer)).id()).isNotEqualTo(before);
  }

  @Test
  void oneOfTwoThatCannotWorkStaysWhileItsRemovalWouldEndTheMajority() {
    Model model = new Model().nodes(3).settle();
    model.peers.get(0).fault = "its data is gone";
    model.peers.get(1).alive = false;
    assertThat(model.next()).isNotInstanceOf(Step.Remove.class);
  }

  private static @Nullable Member memberOf(Model model, Model.Peer peer) {
    return model.members.stream().filter(m -> peer.id.equals(m.peer())).findFirst().orElse(null);
  }
}
