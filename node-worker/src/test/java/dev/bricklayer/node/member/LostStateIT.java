package dev.bricklayer.node.member;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.node.child.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes with real etcd members lose what is in their state folder; one cluster at a time. */
@Execution(ExecutionMode.SAME_THREAD)
class LostStateIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void closeAll() {
    nodes.parallelStream().forEach(TestNode::close);
  }

  private TestNode node(String name) throws Exception {
    TestNode node = new TestNode(folder, name);
    nodes.add(node);
    boot(node);
    return node;
  }

  private static void boot(TestNode node) throws Exception {
    node.boot();
    Eventually.within(SOON, "a session", node::ready);
  }

  /** Nodes of one cluster, with something in its configuration. */
  private List<TestNode> cluster(int count) throws Exception {
    TestNode one = node("node1");
    for (int i = 2; i <= count; i++) {
      TestNode joiner = node("node" + i);
      PeerOperations.add(one, joiner);
    }
    put(one, keys(one).root() + "mark", new byte[] {1});
    return List.copyOf(nodes);
  }

  private static void put(TestNode at, String key, byte[] value) {
    at.session().store().commit(List.of(), List.of(new Change.Put(key, value)));
  }

  private static ClusterKeys keys(TestNode node) {
    return new ClusterKeys(node.identity().clusterId());
  }

  private static boolean isWhole(TestNode node, int voters, int learners) {
    try {
      return node.ready()
          && node.session().store().get(keys(node).root() + "mark").isPresent()
          && node.etcd().list().stream().filter(m -> m.started() && !m.learner()).count() == voters
          && node.etcd().list().stream().filter(m -> m.started() && m.learner()).count() == learners
          && node.session().view().peers().size() == voters + learners;
    } catch (ClusterException notNow) {
      return false;
    }
  }

  private static void awaitWhole(List<TestNode> nodes, int voters, int learners) throws Exception {
    for (TestNode node : nodes) {
      Eventually.within(SOON, "the whole cluster", () -> isWhole(node, voters, learners));
    }
  }

  private static Path member(TestNode node) {
    return node.folder()
        .resolve("etcd")
        .resolve(requireNonNull(node.identity().state().etcd()).folder());
  }

  private static Path moved(Path what) throws IOException {
    return Files.move(what, what.resolveSibling("lost-" + what.getFileName()));
  }

  private static List<Path> members(TestNode node) throws IOException {
    try (Stream<Path> entries = Files.list(node.folder().resolve("etcd"))) {
      return entries
          .filter(path -> String.valueOf(path.getFileName()).startsWith("member-"))
          .toList();
    }
  }

  @Test
  void aFounderThatLostItsDataWaitsForTheOthersAndIsReplacedByThem() throws Exception {
    List<TestNode> all = cluster(3);
    awaitWhole(all, 3, 0);
    TestNode founder = all.get(0);
    Path data = member(founder);
    for (TestNode node : all) {
      node.die();
    }
    moved(data);

    founder.boot();
    awaitComplaint(founder);
    assertThat(members(founder)).isEmpty();

    all.get(1).boot();
    all.get(2).boot();
    awaitAnother(founder, data);
    awaitWhole(all, 3, 0);
  }

  private static void awaitComplaint(TestNode node) throws Exception {
    Eventually.within(
        SOON, "it says why it waits", () -> node.membership().complaint().isPresent());
    assertThat(node.ready()).isFalse();
  }

  private static void awaitAnother(TestNode node, Path before) throws Exception {
    Eventually.within(
        SOON,
        "another member",
        () -> node.identity().state().etcd() != null && !member(node).equals(before));
  }

  @Test
  void aMemberWhoseDataIsGoneIsReplacedWhileTheOthersRun() throws Exception {
    List<TestNode> all = cluster(3);
    awaitWhole(all, 3, 0);
    TestNode second = all.get(1);
    second.die();
    Path data = member(second);
    moved(data);

    boot(second);
    awaitAnother(second, data);
    awaitWhole(all, 3, 0);
  }

  @Test
  void aMemberThatEndsAgainAndAgainIsReplaced() throws Exception {
    List<TestNode> all = cluster(3);
    awaitWhole(all, 3, 0);
    TestNode third = all.get(2);
    third.die();
    Path data = member(third);
    try (Stream<Path> logs = Files.list(data.resolve("member/wal"))) {
      for (Path log : logs.toList()) {
        Files.write(log, "no log of etcd's".repeat(1000).getBytes());
      }
    }

    boot(third);
    awaitAnother(third, data);
    awaitWhole(all, 3, 0);
  }

  @Test
  void theOnlyVoterOfTwoWaitsForItsDataAndTheOtherWithIt() throws Exception {
    List<TestNode> all = cluster(2);
    awaitWhole(all, 1, 1);
    TestNode voter = all.get(0);
    Path data = member(voter);
    for (TestNode node : all) {
      node.die();
    }
    Path lost = moved(data);

    all.forEach(TestNode::boot);
    for (TestNode node : all) {
      awaitComplaint(node);
    }
    voter.die();
    Files.move(lost, data);
    boot(voter);
    awaitWhole(all, 1, 1);
  }

  @Test
  void aNodeThatLostItsWholeStateFolderIsThePeerThatItWas() throws Exception {
    List<TestNode> all = cluster(3);
    awaitWhole(all, 3, 0);
    TestNode third = all.get(2);
    Peer peer = third.peer();
    third.die();
    moved(third.folder());
    boot(third);
    assertThat(third.identity().peerId()).isNotEqualTo(peer.id());

    Readmission readmission = readmission(all.get(0), TestNode.SHARED);
    readmission.readmit(peer);
    assertThat(third.beginsAnew()).isTrue();
    third.die();
    boot(third);
    assertThat(third.identity().peerId()).isEqualTo(peer.id());
    awaitWhole(all, 3, 0);

    readmission.readmit(peer);
    assertThatThrownBy(() -> readmission.readmit(peerAt(peer, all.get(1))))
        .as("a node that knows who it is")
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("knows it");
  }

  private static Readmission readmission(TestNode by, byte[] shared) {
    return new Readmission(by.identity(), by.client(), by.address(), true, () -> shared);
  }

  @Test
  void aNodeThatLostItsIdentityAloneTakesItFromWhoSharesASecretWithIt() throws Exception {
    List<TestNode> all = cluster(3);
    awaitWhole(all, 3, 0);
    TestNode third = all.get(2);
    Peer peer = third.peer();
    third.die();
    moved(third.folder().resolve("identity"));
    moved(third.folder().resolve("identity.copy"));
    third.boot();

    assertThatThrownBy(() -> readmission(all.get(0), new byte[] {4}).readmit(peer))
        .as("somebody else")
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("does not know the secret");
    assertThat(third.folder().resolve("identity")).doesNotExist();
    readmission(all.get(0), TestNode.SHARED).readmit(peer);
    third.die();
    boot(third);
    assertThat(third.identity().peerId()).isEqualTo(peer.id());
    awaitWhole(all, 3, 0);
  }

  /** That peer, as if it had another one's address. */
  private static Peer peerAt(Peer peer, TestNode other) {
    return new Peer(peer.id(), "x", List.of(other.address()), peer.clientAddresses(), Map.of(), 1);
  }

  @Test
  void aNodeWithoutItsIdentityLeavesEverythingAsItIs() throws Exception {
    TestNode alone = cluster(1).get(0);
    Path data = member(alone);
    alone.die();
    Path identity = moved(alone.folder().resolve("identity"));
    Path copy = moved(alone.folder().resolve("identity.copy"));

    alone.boot();
    assertThat(alone.membership().complaint())
        .hasValueSatisfying(why -> assertThat(why).contains("identity is missing"));
    assertThat(members(alone)).containsExactly(data);
    alone.die();
    Files.move(identity, alone.folder().resolve("identity"));
    Files.move(copy, alone.folder().resolve("identity.copy"));
    boot(alone);
    awaitWhole(nodes, 1, 0);
  }

  @Test
  void onlyDataOfMembersIsEverMovedAndNothingDeleted() throws Exception {
    TestNode alone = cluster(1).get(0);
    alone.die();
    Path etcd = alone.folder().resolve("etcd");
    Path brick = Files.createDirectories(etcd.resolve("mybrick/.glusterfs"));
    Files.createDirectories(etcd.resolve("member-older/member/wal"));

    boot(alone);
    awaitWhole(nodes, 1, 0);
    assertThat(brick).isDirectory();
    assertThat(etcd.resolve("member-older")).doesNotExist();
    try (Stream<Path> aside = Files.list(etcd.resolve("aside"))) {
      assertThat(aside).anyMatch(path -> path.toString().contains("member-older-"));
    }
  }
}
