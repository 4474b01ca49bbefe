package dev.bricklayer.api.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BackupResourceTest {
  private final RestNode node = new RestNode();

  @AfterEach
  void close() {
    node.close();
  }

  private byte[] backup(String request) {
    HttpResponse<byte[]> answer =
        send("/v1/cluster/backup", request.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return answer.body();
  }

  private RestClient.Answer check(String line, byte[] file) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    HttpResponse<byte[]> answer = send("/v1/cluster/backup/check", body.toByteArray());
    return new RestClient.Answer(
        answer.statusCode(), answer.headers(), new String(answer.body(), StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> send(String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(node.client().uri().resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "bearer " + node.client().token("POST", path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void aBackupIsWrittenAndChecked() {
    node.volume("v1");
    byte[] file = backup("{\"passphrase\": \"eight or more\"}");
    JsonNode outside = check("{}", file).expect(200).json();
    assertThat(outside.at("/head/seal").asText()).isEqualTo("passphrase");
    assertThat(outside.has("content")).isFalse();
    JsonNode inside = check("{\"passphrase\": \"eight or more\"}", file).expect(200).json();
    assertThat(inside.at("/content/volumes/0").asText()).isEqualTo("v1");
    assertThat(inside.at("/content/keys/bricks").asInt()).isEqualTo(2);
    assertThat(inside.at("/content/nodes")).hasSize(2);
  }

  @Test
  void withoutASealItIsRefusedUnlessThatIsSaid() {
    assertThat(node.client().post("/v1/cluster/backup", "{}").expect(400).message())
        .contains("holds the cluster's secrets");
    assertThat(
            node.client()
                .post("/v1/cluster/backup", "{\"open\": true, \"passphrase\": \"eight or more\"}")
                .expect(400)
                .message())
        .contains("either");
    assertThat(
            node.client()
                .post("/v1/cluster/backup", "{\"passphrase\": \"short\"}")
                .expect(400)
                .message())
        .contains("fewer than 8");
    assertThat(
            node.client()
                .post("/v1/cluster/backup", "{\"certificate\": \"no such thing\"}")
                .expect(400)
                .message())
        .contains("BEGIN CERTIFICATE");
    backup("{\"open\": true}");
  }

  @Test
  void whatIsNoBackupGetsASentence() {
    byte[] file = backup("{\"open\": true}");
    file[file.length - 9] ^= 1;
    assertThat(check("{}", file).expect(400).message()).contains("the backup is damaged");
    byte[] sealed = backup("{\"passphrase\": \"eight or more\"}");
    assertThat(check("{\"passphrase\": \"another\"}", sealed).expect(400).message())
        .contains("the passphrase is not the one");
    assertThat(node.client().post("/v1/cluster/backup/check", "no line").expect(400).message())
        .contains("begin with a line");
  }

  @Test
  void aStoreThatIsAwayIsSaid() {
    node.storeIsAway(true);
    node.client().post("/v1/cluster/backup", "{\"open\": true}").expect(503);
  }
}
