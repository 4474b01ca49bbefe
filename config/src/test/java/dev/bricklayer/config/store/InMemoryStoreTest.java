package dev.bricklayer.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends ClusterStoreContract {
  private final InMemoryStore store = new InMemoryStore();

  @Override
  ClusterStore store() {
    return store;
  }

  @Override
  void expireLeases() {
    store.expireLeases();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void plantedFaults() {
    store.failNextCommitBeforeEffect();
    assertThatThrownBy(() -> store.put("a", bytes("1"))).isInstanceOf(ClusterException.class);
    assertThat(store.get("a")).isEmpty();

    store.failNextCommitAfterEffect();
    assertThatThrownBy(() -> store.put("a", bytes("1"))).isInstanceOf(ClusterException.class);
    assertThat(store.get("a")).isPresent();

    store.setAway(true);
    assertThatThrownBy(() -> store.get("a")).isInstanceOf(ClusterException.class);
    store.setAway(false);
    assertThat(store.get("a")).isPresent();
  }

  @Test
  void aCompactedWatchListsAgain() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (AutoCloseable watch = store.watch("/", listener)) {
      store.compact();
      Eventually.await("listed again", () -> listener.relisted.get() == 2);
    }
  }
}
