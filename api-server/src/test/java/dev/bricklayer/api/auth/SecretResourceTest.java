package dev.bricklayer.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.cluster.RestSecret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The routes of the cluster's secret; what nodes do with it is told elsewhere. */
class SecretResourceTest {
  private static final String SECRET = "/v1/cluster/secret";
  private static final String ROTATE = SECRET + "/rotate";

  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void rotatesAndTellsGenerationsOnly() {
    assertThat(client.get(SECRET).expect(200).json().at("/generation").asLong()).isZero();
    client.post(ROTATE, "").refused(503, "has no common secret yet");
    String first = "a".repeat(64);
    node.put(node.keys().restSecret(), new RestSecret(first, 1, 0));

    RestClient.Answer rotated = client.post(ROTATE, "").expect(200);
    assertThat(rotated.json().at("/generation").asLong()).isEqualTo(2);
    assertThat(rotated.json().at("/grace-seconds").asLong()).isEqualTo(3600);
    node.put(node.keys().root() + "mark", 1);
    RestClient.Answer shown = client.get(SECRET).expect(200);
    assertThat(shown.json().at("/generation").asLong()).isEqualTo(2);
    assertThat(shown.json().at("/former/0/generation").asLong()).isEqualTo(1);
    assertThat(rotated.body() + shown.body())
        .doesNotContain(first)
        .doesNotContain(node.view().restSecret().orElseThrow().secret());

    client.post(ROTATE, "{\"grace-seconds\": 0}").expect(200);
    node.put(node.keys().root() + "mark", 2);
    assertThat(client.get(SECRET).json().at("/former")).isEmpty();
    client.post(ROTATE, "{\"grace-seconds\": 5}").refused(400, "it must be 0, or from 10");
    client.post(ROTATE, "{\"grace-seconds\": \"x\"}").refused(400, "grace-seconds");
    client.get(SECRET, "Authorization", "").refused(401, "header is required");
  }

  @Test
  void whileTheStoreIsAwayNothingIsRotated() {
    node.put(node.keys().restSecret(), new RestSecret("a".repeat(64), 1, 0));
    node.storeIsAway(true);
    client.post(ROTATE, "").expect(503);
    node.storeIsAway(false);
    assertThat(client.get(SECRET).json().at("/generation").asLong()).isEqualTo(1);
  }
}
