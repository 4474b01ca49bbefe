package dev.bricklayer.node.member;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes hold which members of the embedded etcd: one node has one voter, two have a voter and
 * a learner, three and more have three voters. One step at a time towards that, each of which
 * leaves the cluster as writable as it was.
 *
 * <p>On the way from one voter to three there is a moment with two, in which both must live. It is
 * entered only when the third is there and ready to follow at once, and left backwards when the
 * third is lost. etcd 3.4 takes one learner at a time.
 */
final class MembershipRule {
  /**
   * etcd takes no new member unless all voters have been connected for 5 s; a learner waits that
   * long before it becomes a voter, so that there are not two voters for so long.
   */
  static final long SETTLED_MILLIS = 5300;

  private static final int MOST = 3;

  private MembershipRule() {}

  /**
   * A node that may hold a member.
   *
   * @param state what it says of itself; null when it does not answer
   */
  record Node(UUID peer, @Nullable MemberState state) {
    boolean reachable() {
      return state != null;
    }
  }

  /**
   * A member as etcd lists it.
   *
   * @param peer the node that holds it; null when that is not known
   * @param answers whether that node, a peer or not any more, answers
   */
  record Member(String id, @Nullable UUID peer, boolean started, boolean voter, boolean answers) {}

  /** What to do next. */
  sealed interface Step {
    /** All is as it should be, or as near to it as the reachable nodes allow. */
    record Done() implements Step {}

    /** Not yet; look again in a moment. */
    record Wait(String why) implements Step {}

    record Add(UUID peer) implements Step {}

    /** Tell the node to start as this member. */
    record Follow(UUID peer, String id) implements Step {}

    record Promote(UUID peer, String id) implements Step {}

    record Remove(@Nullable UUID peer, String id) implements Step {}

    /** Tell the node to use the time-outs of one among several. */
    record Calm(UUID peer) implements Step {}
  }

  /** Whether the members are what the rule wants, without a look at who answers. */
  static boolean settled(Set<UUID> peers, List<Member> members) {
    long voters = members.stream().filter(Member::voter).count();
    return members.stream()
            .allMatch(m -> m.started() && m.peer() != null && peers.contains(m.peer()))
        && voters == wantedVoters(peers.size())
        && members.size() == Math.min(peers.size(), MOST);
  }

  /** Whether the member that the node tells of is not the one that is listed, or cannot work. */
  static boolean broken(Member member, MemberState state) {
    return state.fault() != null
        || !state.member()
        || !state.memberId().isEmpty() && !state.memberId().equals(member.id());
  }

  private static int wantedVoters(int nodes) {
    return nodes >= MOST ? MOST : 1;
  }

  /**
   * @param nodes the peers of the cluster; those that matter asked for their state
   * @param members at least one, as etcd lists them
   * @param keeper the node whose member is kept when only one may vote: where the engine is
   */
  static Step next(List<Node> nodes, List<Member> members, @Nullable UUID keeper) {
    return new Situation(nodes, members, keeper).next();
  }

  private record Situation(List<Node> nodes, List<Member> members, @Nullable UUID keeper) {
    Step next() {
      Optional<Step> unwanted = unwanted();
      if (unwanted.isPresent()) {
        return unwanted.get();
      }
      Optional<Step> broken = broken();
      if (broken.isPresent()) {
        return broken.get();
      }
      int voters = voters().size();
      Optional<Member> learner = learner();
      if (voters > wantedVoters(nodes.size())) {
        return demote();
      }
      if (learner.isPresent()) {
        return withLearner(learner.get(), voters);
      }
      if (voters == wantedVoters(nodes.size()) && members.size() == Math.min(nodes.size(), MOST)) {
        return calm();
      }
      return candidates().stream()
          .findFirst()
          .<Step>map(node -> new Step.Add(node.peer()))
          .orElseGet(() -> voters == 2 ? demote() : new Step.Done());
    }

    /** Members of nodes that are no peers; the last voter only once another votes. */
    private Optional<Step> unwanted() {
      List<Member> strangers =
          members.stream()
              .filter(member -> node(member).isEmpty())
              .sorted(Comparator.comparing(Member::voter).thenComparing(Member::answers))
              .toList();
      if (strangers.isEmpty()) {
        return Optional.empty();
      }
      Member first = strangers.get(0);
      boolean lastVoter = first.voter() && voters().size() == 1;
      if (!lastVoter) {
        return Optional.of(writableWithout(first) ? remove(first) : makeRoomFor(first));
      }
      Optional<Member> heir = learner();
      if (heir.isPresent()) {
        return Optional.of(
            inSync(heir.get())
                ? promote(heir.get())
                : follow(heir.get()).orElse(new Step.Wait("the only learner does not answer")));
      }
      return Optional.of(
          candidates().stream()
              .findFirst()
              .<Step>map(node -> new Step.Add(node.peer()))
              .orElse(new Step.Wait("no node answers that could take over the only vote")));
    }

    /** A member that does no work goes, and its node comes back with a new one. */
    private Optional<Step> broken() {
      return members.stream()
          .filter(this::isBroken)
          .min(Comparator.comparing(Member::voter))
          .filter(member -> !member.voter() || writableWithout(member))
          .map(Situation::remove);
    }

    /** Its node answers, and says that it holds no such member or that it cannot work. */
    private boolean isBroken(Member member) {
      MemberState state = node(member).map(Node::state).orElse(null);
      return member.started() && state != null && MembershipRule.broken(member, state);
    }

    /**
     * A voter that must go while another one is lost would take the majority with it: the lost one
     * goes first, and comes back as a new member when its node returns.
     */
    private Step makeRoomFor(Member leaver) {
      return voters().stream()
          .filter(member -> !member.equals(leaver) && !member.answers())
          .findFirst()
          .map(Situation::remove)
          .orElse(new Step.Wait("the voters that would be left are no majority"));
    }

    /** Whether the voters that are left have a majority that answers. */
    private boolean writableWithout(Member gone) {
      List<Member> left = voters().stream().filter(member -> !member.equals(gone)).toList();
      return 2 * left.stream().filter(m -> m.answers() && !isBroken(m)).count() > left.size();
    }

    private static Step remove(Member member) {
      return new Step.Remove(member.peer(), member.id());
    }

    private Step withLearner(Member learner, int voters) {
      Optional<Step> follow = follow(learner);
      if (follow.isPresent()) {
        return follow.get();
      }
      if (!inSync(learner)) {
        boolean inTheWay = voters == 2 || !learner.started() || candidates().size() >= 2;
        return inTheWay && !learner.answers()
            ? remove(learner)
            : learner.answers() ? new Step.Wait("the learner is starting") : new Step.Done();
      }
      if (voters == wantedVoters(nodes.size())) {
        // Two nodes: that is it. More: left over from a member that was replaced.
        return nodes.size() == 2 ? new Step.Done() : remove(learner);
      }
      if (voters == 2) {
        return promote(learner);
      }
      if (candidates().isEmpty()) {
        return new Step.Done();
      }
      MemberState state = node(learner).map(Node::state).orElse(null);
      return state != null && state.upMillis() < SETTLED_MILLIS
          ? new Step.Wait("the learner has not been there for long enough")
          : promote(learner);
    }

    /** A learner whose node does not run it yet is told to. */
    private Optional<Step> follow(Member learner) {
      MemberState state = node(learner).map(Node::state).orElse(null);
      if (learner.peer() == null || state == null || state.memberId().equals(learner.id())) {
        return Optional.empty();
      }
      // One that started once and whose node has lost it cannot be begun again under the same id.
      return Optional.of(
          learner.started() ? remove(learner) : new Step.Follow(learner.peer(), learner.id()));
    }

    private Step demote() {
      List<Member> others = voters().stream().filter(member -> !member.equals(kept())).toList();
      Member first = others.get(0);
      return first.answers() && writableWithout(first)
          ? remove(first)
          : new Step.Wait("a voter does not answer");
    }

    private Member kept() {
      return voters().stream()
          .filter(member -> member.peer() != null && member.peer().equals(keeper))
          .findFirst()
          .orElse(voters().get(0));
    }

    private Step calm() {
      if (voters().size() < 2) {
        return new Step.Done();
      }
      return nodes.stream()
          .filter(node -> node.state() != null && node.state().member() && !node.state().patient())
          .findFirst()
          .<Step>map(node -> new Step.Calm(node.peer()))
          .orElse(new Step.Done());
    }

    private List<Member> voters() {
      return members.stream().filter(Member::voter).toList();
    }

    private Optional<Member> learner() {
      return members.stream().filter(member -> !member.voter()).findFirst();
    }

    private Optional<Node> node(Member member) {
      return nodes.stream().filter(node -> node.peer().equals(member.peer())).findFirst();
    }

    private boolean inSync(Member member) {
      return member.started()
          && node(member).map(Node::state).filter(MemberState::ready).isPresent();
    }

    /** Nodes that answer and hold no member. */
    private List<Node> candidates() {
      return nodes.stream()
          .filter(Node::reachable)
          .filter(node -> members.stream().noneMatch(m -> node.peer().equals(m.peer())))
          .toList();
    }

    private Step promote(Member member) {
      UUID peer = member.peer();
      return peer == null ? new Step.Done() : new Step.Promote(peer, member.id());
    }
  }
}
