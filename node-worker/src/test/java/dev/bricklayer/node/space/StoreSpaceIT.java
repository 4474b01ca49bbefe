package dev.bricklayer.node.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.config.store.EtcdProcess;
import dev.bricklayer.config.store.EtcdStore;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real members that get full, under nodes that look after them. */
class StoreSpaceIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long LIMIT = 5_000_000;
  private static final byte[] LARGE = new byte[300_000];

  @TempDir Path folder;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Room> rooms = new CopyOnWriteArrayList<>();
  private final List<MemberSpace> defragmented = new CopyOnWriteArrayList<>();
  private @Nullable EtcdStore store;

  /** One node with a member, and what looks after it. */
  private final class Node implements AutoCloseable, SpaceEvents {
    final NodeIdentity identity;
    final PeerCalls calls = new PeerCalls();
    final LinkServer link;
    final EtcdProcess etcd;
    final AtomicBoolean served = new AtomicBoolean();

    @SuppressWarnings("NullAway.Init") // looked after before it is asked
    StoreSpace space;

    Node(String name) {
      identity = NodeIdentity.open(folder.resolve(name));
      if (!nodes.isEmpty()) {
        NodeIdentity first = nodes.get(0).identity;
        identity.update(state -> state.withCluster(first.clusterId(), first.state().secret()));
      }
      link =
          new LinkServer("127.0.0.1", 0, identity, calls, OptionalInt::empty, OptionalInt::empty);
      Path own = folder.resolve(name).resolve("etcd");
      String member = identity.peerId().toString();
      etcd =
          nodes.isEmpty()
              ? EtcdProcess.start(own, member, LIMIT)
              : EtcdProcess.member(own, member).quota(LIMIT);
      nodes.add(this);
    }

    KnownPeer known() {
      return new KnownPeer(identity.peerId(), "127.0.0.1:" + link.port(), true);
    }

    void lookAfter(long limit) {
      identity.update(
          state ->
              state.withPeers(
                  nodes.stream().filter(node -> node != this).map(Node::known).toList()));
      StoreSpace.Members members =
          new StoreSpace.Members(
              () -> Optional.of(etcd.client()), StoreSpaceIT.this::clients, limit / 5 * 4, limit);
      space = new StoreSpace(identity, new PeerClient(identity), members, this);
      if (served.compareAndSet(false, true)) {
        space.serve(calls);
      }
      space.start();
    }

    @Override
    public void room(Room now, MemberSpace fullest) {
      rooms.add(now);
    }

    @Override
    public void defragmented(MemberSpace before, MemberSpace after) {
      assertThat(after.size()).isLessThan(before.size());
      defragmented.add(before);
    }

    @Override
    public void close() {
      if (space != null) {
        space.close();
      }
      link.close();
      etcd.close();
    }
  }

  @AfterEach
  void end() {
    if (store != null) {
      store.close();
    }
    nodes.forEach(Node::close);
  }

  private List<URI> clients() {
    return nodes.stream().map(node -> node.etcd.client()).toList();
  }

  private EtcdStore store() {
    if (store == null) {
      store = new EtcdStore(clients());
    }
    return store;
  }

  private void put(String key, byte[] value) {
    store().commit(List.of(), List.of(new Change.Put(key, value)));
  }

  /** Puts until etcd refuses. */
  private void fill(IntFunction<String> key) throws Exception {
    for (int number = 0; ; number++) {
      assertThat(number).as("puts of 300 kB").isLessThan(100);
      try {
        put(key.apply(number), LARGE);
      } catch (ClusterException e) {
        if (e.sentence().contains("space exceeded")) {
          return;
        }
      }
    }
  }

  private void awaitWritable() throws Exception {
    Eventually.within(
        SOON,
        "puts and leases are taken",
        () -> {
          try {
            put("/small", new byte[100]);
            return store().grant(10) > 0;
          } catch (ClusterException e) {
            return false;
          }
        });
  }

  @Test
  void aFullOneMakesRoomByItself() throws Exception {
    Node node = new Node("one");
    fill(number -> "/same");
    node.lookAfter(LIMIT);
    awaitWritable();
    assertThat(rooms.get(0)).isEqualTo(Room.FULL);
    Eventually.within(SOON, "told that there is room", () -> rooms.contains(Room.WIDE));
    assertThat(defragmented).isNotEmpty();
  }

  @Test
  void itIsToldBeforeItIsFull() throws Exception {
    Node node = new Node("one");
    node.lookAfter(LIMIT);
    for (int number = 0; number < 8; number++) {
      put("/live/" + number, LARGE);
    }
    Eventually.within(SOON, "told", () -> !rooms.isEmpty());
    assertThat(rooms).doesNotContain(Room.FULL);
    put("/small", new byte[100]);
    assertThat(Room.sentence(node.space.last().orElseThrow())).contains("etcd.quotaBytes");
  }

  @Test
  void aLargerQuotaIsEnough() throws Exception {
    Node node = new Node("one");
    fill(number -> "/live/" + number);
    node.lookAfter(LIMIT);
    Eventually.within(SOON, "told", () -> rooms.contains(Room.FULL));
    assertThatThrownBy(() -> put("/small", new byte[100])).hasMessageContaining("space exceeded");

    node.space.close();
    node.etcd.stop();
    node.etcd.quota(10 * LIMIT).restart();
    node.lookAfter(10 * LIMIT);
    awaitWritable();
  }

  @Test
  void deletesMakeRoomWhileItIsFull() throws Exception {
    Node node = new Node("one");
    fill(number -> "/live/" + number);
    node.lookAfter(LIMIT);
    Eventually.within(SOON, "told", () -> rooms.contains(Room.FULL));
    for (int number = 0; number < 8; number++) {
      store().commit(List.of(), List.of(new Change.Delete("/live/" + number)));
    }
    awaitWritable();
  }

  @Test
  void membersAreDefragmentedOneByOneAndNoneWhileAnotherIsAway() throws Exception {
    Node first = new Node("one");
    Node second = join(new Node("two"));
    Node third = join(new Node("three"));
    third.etcd.kill();
    fill(number -> "/same");
    first.lookAfter(LIMIT);
    second.lookAfter(LIMIT);
    Eventually.within(
        SOON,
        "it waits for the third",
        () ->
            List.of(first, second).stream()
                .flatMap(node -> node.space.waiting().stream())
                .anyMatch(third.identity.peerId().toString()::equals));
    assertThat(defragmented).isEmpty();

    third.etcd.restart();
    third.lookAfter(LIMIT);
    awaitWritable();
    Eventually.within(SOON, "all are tidy", () -> rooms.contains(Room.WIDE));
    assertThat(defragmented.get(0).leads()).isFalse();
  }

  private Node join(Node joiner) throws Exception {
    EtcdMembership membership = new EtcdMembership(store());
    retry(() -> membership.addLearner(joiner.etcd.peer()));
    joiner.etcd.join(
        nodes.stream()
            .filter(node -> node != joiner)
            .map(node -> node.etcd.asInitialMember())
            .toList());
    retry(
        () ->
            membership.promote(
                membership.memberAt(joiner.etcd.peer()).map(EtcdMembership.Member::id).orElse(0L)));
    store().reconnect(clients());
    return joiner;
  }

  private static void retry(Runnable step) throws Exception {
    Eventually.within(
        SOON,
        "done",
        () -> {
          try {
            step.run();
            return true;
          } catch (ClusterException e) {
            return false;
          }
        });
  }
}
