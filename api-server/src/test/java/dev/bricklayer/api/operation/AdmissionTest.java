package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.api.rig.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The test's server takes 8 changing requests at a time and 10 open operations. */
final class AdmissionTest {
  private final RestNode node = new RestNode();
  private final RestClient client = node.client();
  private final ExecutorService callers = Executors.newFixedThreadPool(40);

  @AfterEach
  void close() {
    callers.shutdownNow();
    node.close();
  }

  private RestClient.Answer create(String name, String... headers) {
    return client.post("/v1/volumes", node.json(RestNode.replica(name)), headers);
  }

  @Test
  void whatWouldFloodTheEngineIsRefusedAtOnceAndLeavesNothing() {
    node.engine().neverEnds();
    for (int each = 0; each < 10; each++) {
      create("v" + each, "Prefer", "respond-async").expect(202);
    }
    var before = node.everything();
    RestClient.Answer refused = create("w", "Prefer", "respond-async");
    refused.refused(429, "the cluster has 10 operations open");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    assertThat(refused.field("error")).isEqualTo("TOO_MANY_REQUESTS");
    assertThat(node.everything()).isEqualTo(before);
    client.post("/v1/volumes?dry-run=true", node.json(RestNode.replica("w"))).expect(200);
    client.get("/v1/operations").expect(200);
  }

  @Test
  void readsAreAnsweredWhileChangesWait() throws InterruptedException {
    node.engine().neverEnds();
    String holder = create("v", "Prefer", "respond-async").header("X-Bricklayer-Operation");
    List<CompletableFuture<RestClient.Answer>> crowd = new ArrayList<>();
    for (int each = 0; each < 40; each++) {
      crowd.add(CompletableFuture.supplyAsync(() -> create("v", "Prefer", "wait=8"), callers));
    }
    Eventually.within(
        Duration.ofSeconds(20),
        "all but 8 are refused",
        () -> crowd.stream().filter(CompletableFuture::isDone).count() >= 32);
    client.get("/v1/volumes").expect(200);
    client.get("/v1/operations/" + holder).expect(200);
    assertThat(crowd.stream().filter(AdmissionTest::endsWith429).count()).isEqualTo(32);
  }

  private static boolean endsWith429(CompletableFuture<RestClient.Answer> caller) {
    RestClient.Answer answer = caller.join();
    assertThat(answer.status()).isIn(409, 429);
    return answer.status() == 429;
  }
}
