package dev.bricklayer.node.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.store.FreePorts;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdChildIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ByteSequence KEY = ByteSequence.from("key", UTF_8);

  @TempDir Path folder;
  private @Nullable EtcdChild child;
  private EtcdSettings settings;
  private EtcdStart start;

  @BeforeEach
  void settle() {
    settings = settings(folder);
    start = EtcdStart.alone(UUID.randomUUID().toString(), settings.peerUrl(), "token");
  }

  private static EtcdSettings settings(Path folder) {
    String peer = "127.0.0.1:" + FreePorts.next();
    return new EtcdSettings(
        null, folder, folder.resolve("log"), FreePorts.next(), peer, peer, 64 << 20);
  }

  private EtcdChild start() {
    child = new EtcdChild(settings, start, () -> {}).start();
    child.requireReady(SOON);
    return child;
  }

  @AfterEach
  void end() {
    if (child != null) {
      child.close();
    }
  }

  private void put(String value) throws Exception {
    try (Client client = Client.builder().endpoints(settings.clientUrl()).build()) {
      client.getKVClient().put(KEY, ByteSequence.from(value, UTF_8)).get(30, TimeUnit.SECONDS);
    }
  }

  private String get() throws Exception {
    try (Client client = Client.builder().endpoints(settings.clientUrl()).build()) {
      return client
          .getKVClient()
          .get(KEY)
          .get(30, TimeUnit.SECONDS)
          .getKvs()
          .get(0)
          .getValue()
          .toString(UTF_8);
    }
  }

  @Test
  void servesAndStopsAndKeepsItsData() throws Exception {
    long from = System.nanoTime();
    EtcdChild first = start();
    Duration began = Duration.ofNanos(System.nanoTime() - from);
    put("kept");
    from = System.nanoTime();
    first.close();
    Duration stopped = Duration.ofNanos(System.nanoTime() - from);
    from = System.nanoTime();
    start();
    Duration again = Duration.ofNanos(System.nanoTime() - from);
    System.out.printf(
        "etcd: first start %d ms, stop %d ms, start again %d ms%n",
        began.toMillis(), stopped.toMillis(), again.toMillis());
    assertThat(get()).isEqualTo("kept");
  }

  @Test
  void survivesAKillAndIsAdopted() throws Exception {
    EtcdChild first = start();
    put("before");
    long pid = first.supervisor().pid().orElseThrow();
    first.supervisor().abandon();
    EtcdChild second = start();
    assertThat(second.supervisor().adopted()).isTrue();
    assertThat(second.supervisor().pid()).hasValue(pid);
    assertThat(get()).isEqualTo("before");

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Eventually.within(
        SOON, "etcd again", () -> second.supervisor().starts() == 1 && second.awaitReady(SOON));
    assertThat(get()).isEqualTo("before");
  }

  /** It is reached, so that it can be helped. */
  @Test
  void aFullOneCountsAsServing() throws Exception {
    settings =
        new EtcdSettings(
            null,
            folder,
            folder.resolve("log"),
            settings.clientPort(),
            settings.peerListen(),
            settings.peerAdvertise(),
            1_000_000);
    EtcdChild first = start();
    String large = "x".repeat(400_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                put(large);
              }
            })
        .hasMessageContaining("space exceeded");
    first.close();
    start();
    assertThat(get()).isEqualTo(large);
  }

  @Test
  void changedSettingsEndTheEarlierOne() throws Exception {
    EtcdChild first = start();
    put("before");
    first.supervisor().abandon();
    start = start.withPace(EtcdStart.Pace.TOGETHER);
    EtcdChild second = start();
    assertThat(second.supervisor().adopted()).isFalse();
    assertThat(get()).isEqualTo("before");
  }
}
