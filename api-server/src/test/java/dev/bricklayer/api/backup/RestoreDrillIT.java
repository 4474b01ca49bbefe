package dev.bricklayer.api.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with real etcd and a real brick loses all of its state and comes back from a backup. */
final class RestoreDrillIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(120);

  @TempDir private Path folder;

  @Test
  void whatWasLostIsThereAgain() throws IOException, InterruptedException {
    byte[] backup;
    String peer;
    try (RealNode node = RealNode.start(folder, "")) {
      peer = peer(node);
      assertThat(node.createVolume("v1").statusCode()).isEqualTo(201);
      assertThat(Http.send("POST", node.url("/v1/volumes/v1/start"), "").statusCode())
          .isEqualTo(200);
      assertThat(node.createVolume("v2").statusCode()).isEqualTo(201);
      Files.writeString(folder.resolve("bricks/v1/file"), "data");
      backup = post(node, "/v1/cluster/backup", "{\"open\": true}", null).body();
      // after the backup: nobody will know of it, and it stays
      assertThat(node.createVolume("v3").statusCode()).isEqualTo(201);
    }
    lose(folder.resolve("lib"));
    try (RealNode node = RealNode.start(folder, "")) {
      assertThat(peer(node)).isNotEqualTo(peer);
      HttpResponse<byte[]> accepted =
          post(node, "/v1/cluster/restore", "{\"as\": \"" + peer + "\"}\n", backup);
      assertThat(accepted.statusCode())
          .as(new String(accepted.body(), StandardCharsets.UTF_8))
          .isEqualTo(202);
      Eventually.within(
          LONG,
          "the restore is done",
          () -> peer(node).equals(peer) && last(node).has("generation"));
      assertThat(last(node).get("generation").asInt()).isEqualTo(2);
      assertThat(volumes(node)).containsExactly("v1", "v2");
      Eventually.within(LONG, "the brick serves again", () -> online(node, "v1"));
      assertThat(folder.resolve("bricks/v1/file")).hasContent("data");
      assertThat(folder.resolve("bricks/v3/.glusterfs")).isDirectory();
      // a second one is refused: the node is not fresh any more
      assertThat(post(node, "/v1/cluster/restore", "{}\n", backup).statusCode()).isEqualTo(403);
      // and the node takes changes
      assertThat(node.createVolume("v4").statusCode()).isEqualTo(201);
      node.dropVolume("v1");
    }
  }

  private static String peer(RealNode node) throws IOException, InterruptedException {
    return Http.get(node.url("/version")).headers().firstValue("X-Gluster-Peer-Id").orElseThrow();
  }

  private static JsonNode last(RealNode node) throws IOException, InterruptedException {
    return MAPPER.readTree(Http.get(node.url("/v1/cluster/restore")).body()).path("last");
  }

  private static List<String> volumes(RealNode node) throws IOException, InterruptedException {
    return MAPPER
        .readTree(Http.get(node.url("/v1/volumes")).body())
        .findValuesAsText("name")
        .stream()
        .filter(name -> name.matches("v[0-9]"))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean online(RealNode node, String volume)
      throws IOException, InterruptedException {
    JsonNode bricks =
        MAPPER.readTree(Http.get(node.url("/v1/volumes/" + volume + "/bricks")).body());
    return bricks.findValue("online").asBoolean();
  }

  private static HttpResponse<byte[]> post(
      RealNode node, String path, String line, byte @Nullable [] file)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    if (file != null) {
      body.writeBytes(file);
    }
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.url(path)))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void lose(Path state) throws IOException {
    try (Stream<Path> all = Files.walk(state)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    assertThat(state).doesNotExist();
  }
}
