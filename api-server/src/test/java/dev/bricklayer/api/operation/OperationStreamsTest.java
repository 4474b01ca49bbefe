package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class OperationStreamsTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  private String running() {
    node.engine().neverEnds();
    return client
        .post("/v1/volumes", node.json(RestNode.replica("v")), "Prefer", "respond-async")
        .header("X-Bricklayer-Operation");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(client.uri() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "bearer " + client.token("GET", path));
  }

  private HttpResponse<Stream<String>> open(String path) throws Exception {
    return HTTP.send(
        request(path).header("Accept", "text/event-stream").build(),
        HttpResponse.BodyHandlers.ofLines());
  }

  private static String next(Iterator<String> lines) throws Exception {
    while (true) {
      String line = lines.next();
      if (line.startsWith("data: ")) {
        return new ObjectMapper()
            .readTree(line.substring(6))
            .at("/steps/0/state")
            .asText("no step yet");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/events"})
  void eachChangeIsAnEventAndTheEndIsTheLast(String suffix) throws Exception {
    String id = running();
    HttpResponse<Stream<String>> stream = open("/v1/operations/" + id + suffix);
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    Iterator<String> lines = stream.body().iterator();
    assertThat(next(lines)).isEqualTo("no step yet");
    node.engine()
        .shows(
            new EngineFacts(
                List.of(
                    new Step(
                        "prepare",
                        RestNode.TWO,
                        false,
                        Step.State.RUNNING,
                        Instant.EPOCH,
                        null,
                        null)),
                List.of()));
    assertThat(next(lines)).isEqualTo("RUNNING");
    Operation started = node.engine().started().get(0);
    node.engine().end(started, List.of(), Outcome.SUCCEEDED, null);
    String last = "";
    while (lines.hasNext()) {
      String line = lines.next();
      last = line.startsWith("data: ") ? line : last;
    }
    assertThat(last).contains("\"outcome\":\"SUCCEEDED\"");
  }

  @Test
  void theStreamOfAnEndedOneIsItsEnd() throws Exception {
    node.volume("v");
    UUID id = node.engine().started().get(0).id();
    List<String> lines = open("/v1/operations/" + id + "/events").body().toList();
    assertThat(lines).filteredOn(line -> line.startsWith("data: ")).hasSize(1);
    assertThat(lines).contains("event: operation", "id: 1");
  }

  @Test
  void thereIsALimitAndAClosedStreamMakesRoom() throws Exception {
    String id = running();
    List<HttpResponse<InputStream>> open = new java.util.ArrayList<>();
    for (int each = 0; each < OperationStreams.MOST; each++) {
      HttpResponse<InputStream> stream =
          HTTP.send(
              request("/v1/operations/" + id + "/events").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      open.add(stream);
    }
    RestClient.Answer refused = client.get("/v1/operations/" + id + "/events");
    refused.refused(429, "streams 64 operations already");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    client.get("/v1/operations/" + id).expect(200);
    Operation started = node.engine().started().get(0);
    node.engine().end(started, List.of(), Outcome.SUCCEEDED, null);
    for (HttpResponse<InputStream> stream : open) {
      assertThat(new String(stream.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("SUCCEEDED");
    }
  }

  @Test
  void anUnknownOperationHasNoStream() {
    client.get("/v1/operations/" + UUID.randomUUID() + "/events").refused(404, "not found");
  }
}
