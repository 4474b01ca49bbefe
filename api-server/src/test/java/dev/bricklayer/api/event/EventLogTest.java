package dev.bricklayer.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.store.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final InMemoryStore store = new InMemoryStore();
  private final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  private final AtomicInteger dropped = new AtomicInteger();

  @Test
  void eventsAreStoredUnderALease() throws InterruptedException {
    try (EventLog log = new EventLog(store, keys, dropped::incrementAndGet)) {
      log.tell(event());
      log.tell(event());
      Eventually.within(
          SOON, "both are stored", () -> store.list(keys.events()).entries().size() == 2);
    }
    store.expireLeases();
    assertThat(store.list(keys.events()).entries()).isEmpty();
    assertThat(dropped).hasValue(0);
  }

  @Test
  void anEventToldTwiceIsOne() throws InterruptedException {
    ClusterEvent event = event();
    try (EventLog log = new EventLog(store, keys, dropped::incrementAndGet)) {
      log.tell(event);
      log.tell(event);
      Eventually.within(SOON, "both are written", () -> store.commits() == 2);
    }
    assertThat(store.list(keys.events()).entries()).hasSize(1);
  }

  @Test
  void whileTheStoreIsAwayTheyAreDroppedAndCounted() throws InterruptedException {
    store.setAway(true);
    try (EventLog log = new EventLog(store, keys, dropped::incrementAndGet)) {
      log.tell(event());
      Eventually.within(SOON, "it is dropped", () -> dropped.get() == 1);
    }
  }

  @Test
  void thoseThatFindTheQueueFullAreDropped() {
    CountDownLatch gate = new CountDownLatch(1);
    store.beforeNextCommit(() -> await(gate));
    try (EventLog log = new EventLog(store, keys, dropped::incrementAndGet)) {
      for (int i = 0; i < 1000; i++) {
        log.tell(event());
      }
      assertThat(dropped).hasValueBetween(1000 - 258, 999);
      gate.countDown();
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ClusterEvent event() {
    return new ClusterEvent(
        UUID.randomUUID(),
        "brick.died",
        Map.of("brick.path", "/bricks/b1"),
        UUID.randomUUID(),
        Instant.EPOCH);
  }
}
