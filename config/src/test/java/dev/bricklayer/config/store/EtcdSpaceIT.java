package dev.bricklayer.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real etcd that is full, and the ways out. */
class EtcdSpaceIT {
  private static final int QUOTA = 3_000_000;
  private static final byte[] LARGE = new byte[400_000];

  @TempDir Path folder;
  private EtcdProcess etcd;
  private EtcdStore store;
  private EtcdSpace space;

  @BeforeEach
  void start() {
    etcd = EtcdProcess.start(folder, "n1", QUOTA);
    store = new EtcdStore(List.of(etcd.client()));
    space = new EtcdSpace(store);
    EtcdFaultsIT.awaitAnswer(store);
  }

  @AfterEach
  void stop() {
    store.close();
    etcd.close();
  }

  @Test
  void whatWasReplacedIsRoomAgain() {
    fillWith(number -> "/k/same");
    EtcdSpace.Database full = database();
    assertThat(full.size()).isGreaterThan(QUOTA - LARGE.length);
    assertThat(full.leader()).isEqualTo(full.member());

    space.compact(full.revision());
    space.compact(full.revision());
    assertThat(database().size()).isGreaterThanOrEqualTo(full.size());
    space.defragment(etcd.client());
    assertThat(database().size()).isLessThan(QUOTA / 2);
    assertRefused();
    space.liftAlarms();
    assertThat(database().alarm()).isFalse();
    EtcdFaultsIT.put(store, "/k/more", "1");
    assertThat(store.grant(10)).isPositive();
  }

  @Test
  void whatIsDeletedWhileFullIsRoomAgain() {
    fillWith(number -> "/k/" + number);
    assertThat(store.commit(List.of(), List.of(new Change.Delete("/k/0"))).applied()).isTrue();
    assertThat(store.commit(List.of(), List.of(new Change.Delete("/k/1"))).applied()).isTrue();
    space.compact(database().revision());
    space.defragment(etcd.client());
    space.liftAlarms();
    EtcdFaultsIT.put(store, "/k/more", "1");
  }

  @Test
  void aLargerQuotaIsRoomOnceTheAlarmIsLifted() {
    fillWith(number -> "/k/" + number);
    etcd.stop();
    etcd.quota(10L * QUOTA).restart();
    EtcdFaultsIT.awaitAnswer(store);
    assertRefused();
    space.liftAlarms();
    space.liftAlarms();
    EtcdFaultsIT.put(store, "/k/more", "1");
  }

  private EtcdSpace.Database database() {
    return space.database(etcd.client());
  }

  private void fillWith(java.util.function.IntFunction<String> key) {
    for (int number = 0; !database().alarm(); number++) {
      assertThat(number).as("puts of 400 kB").isLessThan(20);
      try {
        store.commit(List.of(), List.of(new Change.Put(key.apply(number), LARGE)));
      } catch (ClusterException full) {
        assertThat(full.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
    }
    assertRefused();
  }

  private void assertRefused() {
    assertThatThrownBy(
            () -> store.commit(List.of(), List.of(new Change.Put("/k/one", new byte[1]))))
        .hasMessageContaining("space exceeded");
    assertThatThrownBy(() -> store.grant(10)).hasMessageContaining("space exceeded");
  }
}
