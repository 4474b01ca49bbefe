package dev.bricklayer.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.store.InMemoryStore;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ClusterEngineTest {
  /** What its client throws is no defect of this node, and the attempts go on. */
  @Test
  void anEngineThatIsAwayIsUnavailableAndLookedForAgain() throws Exception {
    ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
    CountDownLatch attempts = new CountDownLatch(4);
    try (InMemoryStore store = new InMemoryStore();
        WatchedClusterView view = new WatchedClusterView(store, keys);
        ClusterEngine engine =
            new ClusterEngine(
                UUID.randomUUID(),
                store,
                view,
                /* external= */ false,
                "default",
                (noted, atMost) -> "127.0.0.1:1",
                target -> {
                  attempts.countDown();
                  throw new StatusRuntimeException(Status.UNAVAILABLE);
                })) {
      assertThatThrownBy(engine::require)
          .isInstanceOfSatisfying(
              ClusterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining("the workflow engine does not answer");
      engine.changed(Set.of(), 1);
      assertThat(attempts.await(60, TimeUnit.SECONDS)).as("looked for again and again").isTrue();
    }
  }
}
