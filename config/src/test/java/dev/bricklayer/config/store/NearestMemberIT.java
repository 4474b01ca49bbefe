package dev.bricklayer.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several ways to etcd is taken; here all lead to the same one. */
class NearestMemberIT {
  @TempDir Path folder;
  private EtcdProcess etcd;
  private Wire near;
  private Wire far;
  private EtcdStore store;

  @BeforeEach
  void start() {
    etcd = EtcdProcess.start(folder);
    near = new Wire(etcd.client());
    far = new Wire(etcd.client());
    store = open();
    Eventually.await("the nearest is used", this::usesNearest);
  }

  /** Patient, so that a busy machine does not pass for a member that hangs. */
  private EtcdStore open() {
    EtcdStore opened =
        new EtcdStore(
            List.of(near.near(), far.near()), Duration.ofSeconds(4), Duration.ofMillis(200));
    EtcdFaultsIT.awaitAnswer(opened);
    return opened;
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    near.close();
    far.close();
    etcd.close();
  }

  private void put(int number) {
    byte[] value = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    store.commit(List.of(), List.of(new Change.Put("/k/" + number, value)));
  }

  @Test
  void theNearestAloneIsAsked() {
    int before = far.connections();
    for (int i = 0; i < 50; i++) {
      put(i);
    }
    assertThat(far.connections()).isEqualTo(before);
  }

  @Test
  void oneThatHangsFarAwayIsNotNoticed() {
    int before = far.connections();
    far.mute();
    for (int i = 0; i < 50; i++) {
      put(i);
    }
    assertThat(far.connections()).isEqualTo(before);
  }

  @Test
  void aNearestThatHangsIsLeftAndUsedAgainLater() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/k/", listener)) {
      put(0);
      near.mute();
      assertThatThrownBy(() -> put(1)).isInstanceOf(ClusterException.class);
      Eventually.await("the other one is used", () -> succeeds(() -> put(1)));
      for (int i = 2; i < 50; i++) {
        put(i);
      }
      Eventually.await("the watch follows", () -> listener.copy().containsKey("/k/49"));
      near.mend();
      Eventually.await("the nearest is used again", this::usesNearest);
      far.mute();
      for (int i = 50; i < 100; i++) {
        put(i);
      }
      Eventually.await("the watch follows", () -> listener.copy().containsKey("/k/99"));
      assertThat(listener.relisted.get()).isEqualTo(1);
    }
  }

  private boolean usesNearest() {
    return succeeds(() -> put(1000)) && store.connection().usesNearest();
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (ClusterException e) {
      return false;
    }
  }

  @Test
  void oneThatHangsAtTheStartIsUsedLater() {
    store.close();
    near.mute();
    store = open();
    near.mend();
    Eventually.await("the nearest is used", this::usesNearest);
  }

  @Test
  void aReadDoesNotFailWhenTheNearestHangs() {
    put(0);
    near.mute();
    assertThat(store.get("/k/0")).isPresent();
    assertThat(store.get("/k/0")).isPresent();
  }

  @Test
  void anotherIsUsedWhileTheNearestIsGone() {
    near.cut();
    EtcdFaultsIT.awaitAnswer(store);
    for (int i = 0; i < 50; i++) {
      put(i);
    }
    assertThat(far.connections()).isPositive();
    near.mend();
    Eventually.await("the nearest is used again", this::usesNearest);
  }
}
