package dev.bricklayer.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Growing and shrinking an etcd cluster under a store that goes on. */
class EtcdMembershipIT {
  @TempDir Path folder;
  private final List<EtcdProcess> processes = new ArrayList<>();
  private EtcdProcess first;
  private EtcdStore store;
  private EtcdMembership membership;

  @BeforeEach
  void start() {
    first = EtcdProcess.start(folder.resolve("n1"));
    processes.add(first);
    store = new EtcdStore(List.of(first.client()));
    membership = new EtcdMembership(store);
    EtcdFaultsIT.awaitAnswer(store);
  }

  @AfterEach
  void stop() {
    store.close();
    processes.forEach(EtcdProcess::close);
  }

  @Test
  void growsToThreeAndLosesTheFirstWhileWatchAndLeaseGoOn() throws Exception {
    RecordingListener listener = new RecordingListener();
    List<Long> granted = new CopyOnWriteArrayList<>();
    try (AutoCloseable watch = store.watch("/k/", listener);
        AutoCloseable lease = store.lease(6, granted::add)) {
      put("a");
      EtcdProcess second = join("n2", List.of(first));
      promote(second);
      put("b");
      EtcdProcess third = join("n3", List.of(first, second));
      promote(third);
      assertThat(membership.list()).hasSize(3).noneMatch(EtcdMembership.Member::learner);
      put("c");

      store.reconnect(uris(first, second, third));
      put("d");
      assertThat(store.endpoints()).hasSize(3);

      long leaver = id(first);
      retrying(() -> membership.remove(leaver));
      store.reconnect(uris(second, third));
      first.close();
      retrying(() -> put("e"));
      membership.remove(leaver);
      Eventually.await("all came", () -> listener.copy().size() == 5);
      long leader = membership.status(second.client()).leader();
      assertThat(leader).isIn(id(second), id(third));
    }
    assertThat(listener.relisted.get()).isEqualTo(1);
    assertThat(listener.revisions).isSorted().doesNotHaveDuplicates();
    assertThat(granted).hasSize(1);
  }

  @Test
  void theMajorityOfThreeIsEnoughAndAMinorityIsStale() throws Exception {
    EtcdProcess second = join("n2", List.of(first));
    promote(second);
    EtcdProcess third = join("n3", List.of(first, second));
    promote(third);
    store.reconnect(uris(first, second, third));
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      put("a");
      first.kill();
      retrying(() -> put("b"));
      Eventually.await("it follows", () -> listener.copy().size() == 2);
      second.kill();
      Eventually.await("lost", () -> listener.losses.get() > 0);
      assertThatThrownBy(() -> store.get("/k/a")).isInstanceOf(ClusterException.class);
      second.restart();
      retrying(() -> put("c"));
      Eventually.await("it follows again", () -> listener.copy().size() == 3);
    }
    assertThat(listener.revisions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aFrozenMemberOfThreeHindersNobodyForLong() throws Exception {
    EtcdProcess second = join("n2", List.of(first));
    promote(second);
    EtcdProcess third = join("n3", List.of(first, second));
    promote(third);
    store.reconnect(uris(first, second, third));
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      retrying(() -> put("before"));
      Eventually.await("it follows", () -> listener.copy().size() == 1);
      first.freeze(true);
      for (int i = 0; i < 10; i++) {
        String name = "frozen-" + i;
        retrying(() -> put(name));
        retrying(() -> store.get("/k/" + name));
      }
      Eventually.await("it follows all the same", () -> listener.copy().size() == 11);
    } finally {
      first.freeze(false);
    }
    assertThat(listener.revisions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void eachCallMayBeRepeated() {
    EtcdProcess second = EtcdProcess.member(folder.resolve("n2"), "n2");
    processes.add(second);
    EtcdMembership.Member added = membership.addLearner(second.peer());
    assertThat(membership.addLearner(second.peer())).isEqualTo(added);
    assertThat(added.started()).isFalse();
    assertThat(added.learner()).isTrue();

    // it is not there yet, so that it cannot be in sync, nor may another one come
    assertPasses(() -> membership.promote(added.id()));
    assertPasses(() -> membership.addLearner(URI.create("http://127.0.0.1:1")));
    put("writable");

    second.join(List.of(first.asInitialMember()));
    promote(second);
    membership.promote(added.id());
    retrying(() -> membership.remove(added.id()));
    membership.remove(added.id());
    assertThat(membership.list()).hasSize(1);
  }

  @Test
  void aLearnerTellsHowFarItIs() {
    EtcdProcess second = join("n2", List.of(first));
    put("a");
    EtcdMembership.Status voter = membership.status(first.client());
    assertThat(voter.leader()).isEqualTo(voter.member());
    assertThat(voter.learner()).isFalse();
    assertThat(voter.dbSize()).isPositive();
    assertThat(voter.version()).startsWith("3.");
    Eventually.await(
        "in sync", () -> membership.status(second.client()).raftIndex() >= voter.raftIndex());
    assertThat(membership.status(second.client()).learner()).isTrue();
    second.kill();
    assertPasses(() -> membership.status(second.client()));
  }

  private EtcdProcess join(String name, List<EtcdProcess> others) {
    EtcdProcess joiner = EtcdProcess.member(folder.resolve(name), name);
    processes.add(joiner);
    retrying(() -> membership.addLearner(joiner.peer()));
    joiner.join(others.stream().map(EtcdProcess::asInitialMember).toList());
    return joiner;
  }

  private void promote(EtcdProcess joiner) {
    retrying(() -> membership.promote(id(joiner)));
  }

  private long id(EtcdProcess process) {
    return membership.memberAt(process.peer()).map(EtcdMembership.Member::id).orElse(0L);
  }

  private void put(String name) {
    EtcdFaultsIT.put(store, "/k/" + name, "1");
  }

  private static List<URI> uris(EtcdProcess... processes) {
    return List.of(processes).stream().map(EtcdProcess::client).toList();
  }

  private static void retrying(Runnable work) {
    Eventually.await(
        "done",
        () -> {
          try {
            work.run();
            return true;
          } catch (ClusterException e) {
            if (!EtcdMembership.passes(e)) {
              throw e;
            }
            return false;
          }
        });
  }

  private static void assertPasses(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
