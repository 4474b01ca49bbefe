package dev.bricklayer.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose configuration store gets full: what it says, what it takes, and the way out. */
class FullStoreIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String QUOTA = "  quotaBytes: 500000\n";

  @TempDir Path folder;

  @Test
  void whatFreesSpaceIsTakenAndALargerQuotaIsTheWayOut() throws Exception {
    try (RealNode node = RealNode.start(folder, QUOTA)) {
      HttpResponse<String> first = create(node, 0);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
      fill(node);
      Eventually.within(
          SOON,
          "told why",
          () -> {
            HttpResponse<String> refused = create(node, 999);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            return refused.body().contains("only changes that free space")
                && refused.body().contains("etcd.quotaBytes");
          });
      assertThat(node.health("ready")).isEqualTo(200);
      assertThat(Http.get(node.adminUrl() + "/healthcheck").body()).contains("warning: only");
      assertThat(node.metrics()).contains("bricklayer_store_quota_bytes 500000.0");
      assertThat(Http.get(node.url("/v1/events")).body()).contains("\"store.filling\"");

      Eventually.within(
          SOON,
          "a volume is deleted",
          () -> Http.send("DELETE", node.url("/v1/volumes/v0"), "").statusCode() < 300);

      node.restart(file -> file.replace(QUOTA, "  quotaBytes: 100000000\n"));
      Eventually.within(SOON, "changes again", () -> create(node, 999).statusCode() == 201);
    }
  }

  /** Until what is really in use is too much: old revisions go by themselves. */
  private void fill(RealNode node) throws Exception {
    AtomicInteger number = new AtomicInteger(1);
    AtomicLong accepted = new AtomicLong(System.nanoTime());
    Eventually.within(
        Duration.ofMinutes(4),
        "refused for good",
        () -> {
          if (create(node, number.get()).statusCode() < 300) {
            number.incrementAndGet();
            accepted.set(System.nanoTime());
          }
          return System.nanoTime() - accepted.get() > Duration.ofSeconds(12).toNanos();
        });
  }

  /** A volume with some metadata, so that it does not take too many. */
  private HttpResponse<String> create(RealNode node, int number) throws Exception {
    String name = "v" + number;
    String body =
        node.volumeOf(name, folder.resolve("bricks").resolve(name), /* createDir= */ true);
    String metadata = "{\"metadata\": {\"note\": \"" + "x".repeat(3900) + "\"},";
    return Http.send("POST", node.url("/v1/volumes"), body.replaceFirst("\\{", metadata));
  }
}
