package dev.bricklayer.node.member;

import static dev.bricklayer.node.member.PeerOperations.accept;
import static dev.bricklayer.node.member.PeerOperations.commit;
import static dev.bricklayer.node.member.PeerOperations.end;
import static dev.bricklayer.node.member.PeerOperations.keys;
import static dev.bricklayer.node.member.PeerOperations.note;
import static dev.bricklayer.node.member.PeerOperations.plan;
import static dev.bricklayer.node.member.PeerOperations.uncommit;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.Phase;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes with real etcd members join and leave; the steps are those of the workflows. */
@Execution(ExecutionMode.CONCURRENT)
class JoinIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** A write may need a second attempt when the way to etcd changes; not more than that. */
  private static final Duration STEADY = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final List<TestNode> nodes = new ArrayList<>();
  private final AtomicInteger writes = new AtomicInteger();

  @AfterEach
  void closeAll() {
    nodes.parallelStream().forEach(TestNode::close);
  }

  private TestNode node(String name) throws Exception {
    return boot(keep(new TestNode(folder, name)));
  }

  private static TestNode boot(TestNode node) throws Exception {
    node.boot();
    Eventually.within(SOON, "a session", node::ready);
    return node;
  }

  /** The steps of an operation at which something may happen. */
  enum Moment {
    BEFORE_INVITE,
    INVITED,
    MEMBER_ADDED,
    JOINED,
    PROMOTED
  }

  private void add(TestNode inviter, TestNode joiner) throws Exception {
    PeerOperations.add(inviter, joiner, () -> assertWritable(inviter));
  }

  /** The whole of RemovePeer. */
  private void remove(TestNode by, TestNode leaver) throws Exception {
    Ticket ticket = accept(by, OperationKind.REMOVE_PEER);
    RemovePeerPlan plan = new RemovePeerPlan(leaver.address(), leaver.peer());
    UUID before = leaver.identity().clusterId();
    uncommit(by, leaver);
    by.session().activities().retireMember(ticket, plan);
    by.session().activities().leave(ticket, plan);
    end(by, ticket);
    assertFreshAgain(leaver, before);
  }

  private static void assertFreshAgain(TestNode node, UUID before) throws Exception {
    assertThat(node.identity().clusterId()).isNotEqualTo(before);
    assertThat(node.identity().state().membership().phase()).isEqualTo(Phase.FRESH);
    Eventually.within(SOON, "a session", node::ready);
    Eventually.within(
        SOON,
        "alone in its view",
        () -> node.session().view().peers().equals(List.of(node.peer())));
  }

  /** One write and its reading back, each within the store's own deadline. */
  private void assertWritable(TestNode node) {
    String key = keys(node).root() + "test";
    byte[] value = Integer.toString(writes.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
    node.session().store().commit(List.of(), List.of(new Change.Put(key, value)));
    assertThat(node.session().store().get(key).orElseThrow().value()).isEqualTo(value);
  }

  /** As {@code 3+0}: voters and learners. */
  private static String members(TestNode node) {
    List<EtcdMembership.Member> members = node.etcd().list();
    long learners = members.stream().filter(EtcdMembership.Member::learner).count();
    return (members.size() - learners) + "+" + learners;
  }

  @Test
  void threeNodesComeTogetherAndPartAgain() throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    TestNode three = node("three");
    UUID cluster = one.identity().clusterId();

    add(one, two);
    assertThat(members(one)).isEqualTo("1+1");
    add(two, three);
    assertThat(members(one)).isEqualTo("3+0");
    for (TestNode node : List.of(one, two, three)) {
      assertThat(node.identity().clusterId()).isEqualTo(cluster);
      assertWritable(node);
      Eventually.within(SOON, "three peers seen", () -> node.session().view().peers().size() == 3);
      Eventually.within(
          SOON, "three ways to etcd", () -> node.session().store().endpoints().size() == 3);
      assertThat(node.session().store().endpoints().get(0).getPort())
          .as("its own first")
          .isEqualTo(node.membership().etcdPort().orElseThrow());
    }
    assertThat(requireNonNull(one.identity().state().etcd()).patient()).as("time-outs").isTrue();

    TestNode four = node("four");
    add(three, four);
    assertThat(members(one)).isEqualTo("3+0");
    assertThat(four.membership().etcdPort()).isEmpty();
    assertWritable(four);

    remove(one, three);
    assertThat(members(one)).as("the fourth takes its place").isEqualTo("3+0");
    assertWritable(four);
    remove(two, four);
    assertThat(members(one)).isEqualTo("1+1");
    assertWritable(two);
    remove(two, one);
    assertThat(members(two)).as("the founder has left").isEqualTo("1+0");
    assertWritable(two);
    assertWritable(one);
    assertThat(two.identity().clusterId()).isEqualTo(cluster);

    add(one, three);
    assertThat(members(three)).isEqualTo("1+1");
  }

  /** A joiner that dies at any step costs the cluster nothing, and can be added later. */
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aSecondNodeThatDiesWhileItJoins(Moment moment) throws Exception {
    TestNode one = node("one");
    TestNode joiner = node("joiner");
    try (SteadyWriter writer = new SteadyWriter(one)) {
      dieAt(one, joiner, moment, "1+0");
      assertThat(writer.longest()).isLessThan(STEADY);
    }
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void aThirdNodeThatDiesWhileItJoins(Moment moment) throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    add(one, two);
    TestNode joiner = node("joiner");
    try (SteadyWriter writer = new SteadyWriter(one)) {
      dieAt(one, joiner, moment, "1+1");
      assertThat(writer.longest()).isLessThan(STEADY);
    }
    assertWritable(two);
  }

  private void dieAt(TestNode one, TestNode joiner, Moment moment, String before) throws Exception {
    UUID own = joiner.identity().clusterId();
    Ticket ticket = accept(one, OperationKind.ADD_PEER);
    AddPeerPlan plan = plan(joiner);
    LinkPeerActivities peers = one.session().activities();
    boolean failed = false;
    for (Moment step : Moment.values()) {
      try {
        switch (step) {
          case BEFORE_INVITE -> {}
          case INVITED -> peers.invite(ticket, plan);
          case MEMBER_ADDED -> peers.addMember(ticket, plan);
          case JOINED -> peers.join(ticket, plan);
          case PROMOTED -> peers.promote(ticket, plan);
        }
      } catch (ApplicationFailure expected) {
        failed = true;
        break;
      }
      assertWritable(one);
      if (step == moment) {
        joiner.die();
        assertWritable(one);
      }
    }
    assertThat(failed || moment == Moment.PROMOTED).isTrue();

    note(one, ticket, OperationState.UNDOING);
    peers.removeMember(ticket, plan);
    assertThat(members(one)).isEqualTo(before);
    assertWritable(one);
    assertThatThrownBy(() -> peers.dismiss(ticket, plan))
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.getType()).isEqualTo("NODE_UNREACHABLE"));
    end(one, ticket);

    joiner.boot();
    Eventually.within(
        SOON,
        "a fresh node again",
        () -> joiner.identity().state().membership().phase() == Phase.FRESH && joiner.ready());
    boolean untouched = moment.compareTo(Moment.JOINED) < 0;
    assertThat(joiner.identity().clusterId().equals(own)).isEqualTo(untouched);
    assertThatThrownBy(() -> peers.join(ticket, plan)).as("too late").isNotNull();

    add(one, joiner);
    assertThat(members(one)).isEqualTo(before.equals("1+0") ? "1+1" : "3+0");
    assertWritable(joiner);
  }

  /** The undo of a join whose joiner lives; twice, since an undo may be repeated. */
  @Test
  void aJoinThatIsUndone() throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    add(one, two);
    TestNode joiner = node("joiner");
    UUID own = joiner.identity().clusterId();
    Ticket ticket = accept(one, OperationKind.ADD_PEER);
    AddPeerPlan plan = plan(joiner);
    LinkPeerActivities peers = one.session().activities();
    peers.invite(ticket, plan);
    peers.addMember(ticket, plan);
    peers.join(ticket, plan);
    peers.promote(ticket, plan);
    assertThat(members(one)).isEqualTo("3+0");
    note(one, ticket, OperationState.UNDOING);
    for (int i = 0; i < 2; i++) {
      peers.removeMember(ticket, plan);
      assertThat(members(one)).isEqualTo("1+1");
      peers.dismiss(ticket, plan);
      assertWritable(one);
      assertWritable(two);
    }
    end(one, ticket);
    assertFreshAgain(joiner, own);
    assertWritable(joiner);
    assertThatThrownBy(() -> peers.invite(ticket, plan))
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.getType()).isEqualTo("CONFLICT"));
    add(one, joiner);
    assertThat(members(one)).isEqualTo("3+0");
  }

  /** The joiner's process dies, its etcd lives on, and the operation is committed meanwhile. */
  @Test
  void aJoinerThatIsAwayDuringTheCommitIsAMemberWhenItReturns() throws Exception {
    TestNode one = node("one");
    TestNode joiner = node("joiner");
    Ticket ticket = accept(one, OperationKind.ADD_PEER);
    AddPeerPlan plan = plan(joiner);
    LinkPeerActivities peers = one.session().activities();
    peers.invite(ticket, plan);
    peers.addMember(ticket, plan);
    peers.join(ticket, plan);
    peers.promote(ticket, plan);
    joiner.dieButEtcd();
    commit(one, joiner);
    end(one, ticket);
    boot(joiner);
    Eventually.within(
        SOON, "a member", () -> joiner.identity().state().membership().phase() == Phase.MEMBER);
    assertWritable(joiner);
    assertThat(members(one)).isEqualTo("1+1");
  }

  /** The inviter is away when the joiner comes back: it waits, and goes on answering. */
  @Test
  void aJoinerWaitsForItsInviter() throws Exception {
    TestNode one = node("one");
    TestNode joiner = node("joiner");
    Ticket ticket = accept(one, OperationKind.ADD_PEER);
    AddPeerPlan plan = plan(joiner);
    one.session().activities().invite(ticket, plan);
    one.session().activities().join(ticket, plan);
    one.die();
    joiner.die();
    joiner.boot();
    PeerHello hello = new JoinCalls(joiner.client()).hello(joiner.address());
    assertThat(hello.peerId()).isEqualTo(joiner.identity().peerId());
    assertThat(joiner.identity().state().membership().phase()).isEqualTo(Phase.JOINING);
    assertThatThrownBy(() -> joiner.membership().requireSettled())
        .isInstanceOf(ClusterException.class);

    boot(one);
    note(one, ticket, OperationState.UNDOING);
    one.session().activities().removeMember(ticket, plan);
    one.session().activities().dismiss(ticket, plan);
    end(one, ticket);
    assertThat(joiner.identity().state().membership().phase()).isEqualTo(Phase.FRESH);
    add(one, joiner);
  }

  @Test
  void aNodeThatWasAwayWhileItWasRemovedFindsOut() throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    add(one, two);
    UUID cluster = one.identity().clusterId();
    two.die();
    Ticket ticket = accept(one, OperationKind.REMOVE_PEER);
    RemovePeerPlan plan = new RemovePeerPlan(two.address(), two.peer());
    uncommit(one, two);
    one.session().activities().retireMember(ticket, plan);
    assertThat(members(one)).isEqualTo("1+0");
    assertThatThrownBy(() -> one.session().activities().leave(ticket, plan)).isNotNull();
    end(one, ticket);

    two.boot();
    Eventually.within(
        SOON,
        "a fresh node again",
        () -> two.identity().state().membership().phase() == Phase.FRESH && two.ready());
    assertThat(two.identity().clusterId()).isNotEqualTo(cluster);
    add(one, two);
    assertThat(members(one)).isEqualTo("1+1");
  }

  /** All nodes lose power at once and come back in any order. */
  @Test
  void aClusterComesBackAfterAllItsNodesDied() throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    TestNode three = node("three");
    add(one, two);
    add(one, three);
    assertWritable(two);
    for (TestNode node : nodes) {
      node.die();
    }
    three.boot();
    two.boot();
    Eventually.within(SOON, "a session of two", two::ready);
    Eventually.within(SOON, "a session of three", three::ready);
    assertWritable(three);
    boot(one);
    assertWritable(one);
    assertThat(members(one)).isEqualTo("3+0");
  }

  /** The leader of three nodes is lost: the others go on, and its way back needs nobody's help. */
  @Test
  void aClusterOfThreeGoesOnWithTwo() throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    TestNode three = node("three");
    add(one, two);
    add(one, three);
    TestNode leader = leader();
    List<TestNode> others = nodes.stream().filter(node -> node != leader).toList();
    long from = System.nanoTime();
    leader.die();
    for (TestNode other : others) {
      Eventually.within(SOON, "writable", () -> writes(other));
    }
    System.out.printf(
        "writable %d ms after the leader's death%n", (System.nanoTime() - from) / 1_000_000);
    boot(leader);
    assertWritable(leader);
    assertThat(members(others.get(0))).isEqualTo("3+0");
  }

  private TestNode leader() {
    return nodes.stream()
        .filter(
            node -> {
              EtcdMembership.Status status =
                  node.etcd()
                      .status(
                          URI.create(
                              "http://127.0.0.1:" + node.membership().etcdPort().orElseThrow()));
              return status.leader() == status.member();
            })
        .findFirst()
        .orElseThrow();
  }

  private boolean writes(TestNode node) {
    try {
      assertWritable(node);
      return true;
    } catch (ClusterException notYet) {
      return false;
    }
  }

  /** The clusters share an etcd that is not theirs; its members are left alone. */
  @Test
  void nodesOfAnExistingEtcdJoinToo() throws Exception {
    TestNode owner = node("owner");
    URI etcd = owner.session().store().endpoints().get(0);
    TestNode one = boot(keep(new TestNode(folder, "one", List.of(etcd))));
    TestNode two = boot(keep(new TestNode(folder, "two", List.of(etcd))));
    UUID own = two.identity().clusterId();
    Ticket ticket = accept(owner, OperationKind.ADD_PEER);
    assertRefused(owner, ticket, two, "PEER_REFUSED", "peer is set to an existing etcd");
    end(owner, ticket);

    add(one, two);
    assertThat(two.identity().clusterId()).isEqualTo(one.identity().clusterId());
    assertWritable(two);
    remove(one, two);
    assertThat(two.identity().clusterId()).isNotEqualTo(own);
    assertWritable(two);
    assertThat(members(owner)).isEqualTo("1+0");
  }

  private TestNode keep(TestNode node) {
    nodes.add(node);
    return node;
  }

  @Test
  void whoIsRefusedAndWhy() throws Exception {
    TestNode one = node("one");
    TestNode two = node("two");
    Ticket ticket = accept(one, OperationKind.ADD_PEER);

    two.hasVolumes(1);
    assertRefused(one, ticket, two, "PEER_REFUSED", "peer has existing volumes");
    two.hasVolumes(0);
    assertRefused(one, ticket, one, "PEER_EXISTS", "Peer exists with given addresses (ID: ");

    Ticket others = accept(two, OperationKind.ADD_PEER);
    Eventually.within(
        SOON, "busy", () -> !two.session().view().openOperations("cluster").isEmpty());
    assertRefused(one, ticket, two, "PEER_EXISTS", "already processing another join/leave request");
    end(two, others);
    Eventually.within(
        SOON, "not busy", () -> two.session().view().openOperations("cluster").isEmpty());

    one.session().activities().invite(ticket, plan(two));
    two.hasVolumes(1);
    assertThatThrownBy(() -> one.session().activities().join(ticket, plan(two)))
        .as("a volume since the invitation")
        .hasMessageContaining("peer has existing volumes");
    two.hasVolumes(0);
    one.session().activities().dismiss(ticket, plan(two));

    end(one, ticket);
    add(one, two);
    TestNode three = node("three");
    TestNode four = node("four");
    add(three, four);
    Ticket next = accept(one, OperationKind.ADD_PEER);
    assertRefused(one, next, four, "PEER_REFUSED", "peer is part of another cluster");
    assertRefused(one, next, three, "PEER_REFUSED", "peer is part of another cluster");
    assertRefused(one, next, two, "PEER_EXISTS", "Peer exists with given addresses (ID: ");
  }

  private static void assertRefused(
      TestNode by, Ticket ticket, TestNode joiner, String code, String text) {
    assertThatThrownBy(() -> by.session().activities().invite(ticket, plan(joiner)))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            e -> {
              assertThat(e.getOriginalMessage()).startsWith(text);
              assertThat(e.getType()).isEqualTo(code);
            });
  }
}
