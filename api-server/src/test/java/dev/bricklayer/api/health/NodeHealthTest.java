package dev.bricklayer.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.health.HealthCheck;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.store.InMemoryStore;
import io.dropwizard.core.setup.Environment;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeHealthTest {
  private final InMemoryStore store = new InMemoryStore();
  private Optional<ClusterView> view = Optional.empty();

  @Test
  void readyWhenTheConfigurationIsRead() {
    try (WatchedClusterView watched =
        new WatchedClusterView(store, new ClusterKeys(UUID.randomUUID()))) {
      assertThat(watched.awaitRevision(1, Duration.ofSeconds(30))).isTrue();
      view = Optional.of(watched);
      assertThat(check("cluster", 56).isHealthy()).isTrue();
      assertThat(check("store", 56).isHealthy()).isTrue();
      assertThat(check("xlators", 56).isHealthy()).isTrue();
    }
  }

  @Test
  void notReadyWithoutACluster() {
    assertThat(check("cluster", 56).getMessage())
        .isEqualTo("the node is starting or changing clusters");
    assertThat(check("store", 56).isHealthy()).isFalse();
  }

  @Test
  void notReadyWithoutGlusterfs() {
    assertThat(check("xlators", 0).getMessage())
        .isEqualTo("none is installed: is glusterfs there?");
  }

  @Test
  void notReadyWhileTheStoreIsSilent() throws InterruptedException {
    try (WatchedClusterView watched =
        new WatchedClusterView(store, new ClusterKeys(UUID.randomUUID()))) {
      assertThat(watched.awaitRevision(1, Duration.ofSeconds(30))).isTrue();
      view = Optional.of(watched);
      store.setAway(true);
      while (check("store", 56).isHealthy()) {
        Thread.sleep(20);
      }
      assertThat(check("store", 56).getMessage())
          .startsWith("the configuration store has not been heard of for ");
      assertThat(check("cluster", 56).isHealthy()).isTrue();
    }
  }

  @Test
  void whatStandsAgainstChangesIsAFailure() {
    Environment environment = new Environment("test");
    new NodeHealth(() -> view)
        .withFault("member", () -> Optional.of("etcd ends again and again"))
        .withFault("settled", Optional::empty)
        .register(environment);
    assertThat(environment.healthChecks().runHealthCheck("member").getMessage())
        .isEqualTo("etcd ends again and again");
    assertThat(environment.healthChecks().runHealthCheck("member").isHealthy()).isFalse();
    assertThat(environment.healthChecks().runHealthCheck("settled").isHealthy()).isTrue();
  }

  private HealthCheck.Result check(String name, int xlators) {
    Environment environment = new Environment("test");
    new NodeHealth(() -> view).withXlators(() -> xlators).register(environment);
    return environment.healthChecks().runHealthCheck(name);
  }
}
