package dev.bricklayer.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all answers have in common, over the real server. */
final class AnswersTest {
  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  private void hasIds(RestClient.Answer answer) {
    assertThat(UUID.fromString(answer.header("X-Request-Id"))).isNotNull();
    assertThat(answer.header("X-Gluster-Peer-Id")).isEqualTo(node.self().toString());
    assertThat(answer.header("X-Gluster-Cluster-Id")).isEqualTo(node.keys().clusterId().toString());
  }

  @Test
  void everyAnswerHasTheThreeIds() {
    hasIds(client.get("/version").expect(200));
    hasIds(client.get("/v1/volumes").expect(200));
    hasIds(client.get("/v1/volumes", "Authorization", "").expect(401));
    hasIds(client.get("/v1/nothing").expect(404));
    hasIds(client.call("PUT", "/v1/volumes", "{}").expect(405));
    hasIds(client.post("/v1/volumes", "x").expect(400));
    String mine = UUID.randomUUID().toString();
    assertThat(client.get("/ping", "X-Request-Id", mine).header("X-Request-Id")).isNotEqualTo(mine);
  }

  @Test
  void unknownPathsAndMethodsAreToldInJson() {
    for (String path : new String[] {"/", "/v1", "/v1/", "/v2/volumes", "/v1/volumes/a/b/c"}) {
      assertThat(client.get(path).refused(404, "no such path").field("error"))
          .isEqualTo("NOT_FOUND");
    }
    RestClient.Answer answer = client.call("PATCH", "/v1/volumes", "{}");
    answer.refused(405, "does not have that method");
    assertThat(answer.field("error")).isEqualTo("METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).contains("GET").contains("POST");
    client.delete("/v1/volumes").refused(405, "does not have that method");
    client.post("/v1/peers/" + node.self(), "{}").refused(405, "does not have that method");
  }

  @Test
  void aProblemIsToldToWhoAsksForIt() {
    RestClient.Answer answer =
        client.get("/v1/volumes/none", "Accept", "application/problem+json").expect(404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.at("/type").asText()).isEqualTo("urn:bricklayer:error:volume-not-found");
    assertThat(problem.at("/title").asText()).isEqualTo("volume not found");
    assertThat(problem.at("/status").asInt()).isEqualTo(404);
    assertThat(problem.at("/detail").asText()).isEqualTo("volume not found");
    assertThat(problem.at("/volume").asText()).isEqualTo("none");
    client.get("/v1/volumes/none", "Accept", "text/html").expect(404);
    assertThat(client.get("/v1/volumes/none", "Accept", "*/*").message())
        .isEqualTo("volume not found");
  }

  @Test
  void whateverTheCallerAcceptsHeGetsJson() {
    assertThat(client.get("/v1/volumes", "Accept", "application/json").expect(200).body())
        .isEqualTo("[]");
    client.get("/v1/volumes", "Accept", "application/json, application/problem+json").expect(200);
    for (String accept : new String[] {"text/html", "application/problem+json", "nonsense", ";"}) {
      assertThat(client.get("/v1/volumes", "Accept", accept).expect(200).body()).isEqualTo("[]");
    }
  }

  @Test
  void theContentTypeOfABodyDoesNotMatter() {
    int at = 0;
    for (String type :
        new String[] {"", "application/json", "text/plain", "application/x-www-form-urlencoded"}) {
      String name = "v" + at++;
      client
          .post("/v1/volumes", node.json(RestNode.replica(name)), "Content-Type", type)
          .expect(201);
      client
          .post(
              "/v1/volumes/" + name + "/start",
              "{\"force-start-bricks\":true}",
              "Content-Type",
              type)
          .expect(200);
    }
  }

  @Test
  void aContentTypeThatIsNoneIsRefusedInTheEnvelope() {
    RestClient.Answer answer =
        client.post("/v1/volumes", node.json(RestNode.replica("v")), "Content-Type", "nonsense");
    answer.refused(400, "bad request");
    hasIds(answer);
  }

  @Test
  void unknownKeysAreIgnored() {
    client
        .post(
            "/v1/volumes",
            node.json(
                RestNode.replica("v").replace("{'name'", "{'limit-peers':[],'x':{'y':1},'NAME'")))
        .expect(201);
  }

  @Test
  void versionPingAndEndpointsAreWhatClientsRead() {
    JsonNode version = client.get("/version").expect(200).json();
    assertThat(version.at("/api-version").asInt()).isEqualTo(1);
    assertThat(version.at("/glusterd-version").asText()).startsWith("bricklayer-");
    assertThat(client.get("/ping").expect(200).body()).isEmpty();
    RestClient.Answer endpoints = client.get("/endpoints").expect(200);
    assertThat(endpoints.keys("/0"))
        .containsExactly("name", "description", "methods", "path", "request-type", "response-type");
  }

  /** What the server itself refuses before any route sees it. */
  @Test
  void whatIsNoHttpIsRefusedInTheEnvelope() throws IOException {
    for (String request :
        new String[] {
          "GET /v1/volumes/a%2Fb HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
          "GET /v1/volumes/.. HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
          "GET /v1/volumes/%2e%2e HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
          "GET /v1/volumes/%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
          "GET /v1/volumes HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(40000) + "\r\n\r\n",
        }) {
      String answer = raw(request);
      assertThat(answer)
          .matches("(?s)HTTP/1.1 4\\d\\d .*")
          .contains("{\"errors\":[{\"code\":1,")
          .containsIgnoringCase("X-Gluster-Peer-Id: " + node.self());
      assertThat(answer).doesNotContain("org.eclipse", "\tat ", "dev.bricklayer", "Jetty");
    }
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", client.uri().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
