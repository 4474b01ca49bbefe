package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.workflows.peer.JoinCheck;
import dev.bricklayer.workflows.volume.PrepareCheck;
import dev.bricklayer.workflows.volume.StartCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DryRunTest {
  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @BeforeEach
  void bothAgentsAreThere() {
    node.put(node.keys().agent(node.self()), new Agent(1, Instant.EPOCH, "1"));
    node.put(node.keys().agent(RestNode.TWO), new Agent(2, Instant.EPOCH, "1"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode rehearse(String method, String path, @Nullable String body) {
    var before = node.everything();
    JsonNode told = client.call(method, path + "?dry-run=true", body).expect(200).json();
    assertThat(node.everything()).isEqualTo(before);
    return told;
  }

  private static List<String> names(JsonNode told) {
    return told.at("/steps").findValuesAsText("name");
  }

  @Test
  void eachNodeLooksAtItsOwnBricks() {
    node.checks(
        step ->
            step.check() instanceof PrepareCheck check && check.bricks().peer().equals(RestNode.TWO)
                ? List.of(
                    new OperationError(
                        ErrorCode.BRICK_UNUSABLE,
                        "brick path is under root partition",
                        Map.of("path", "/b/v")))
                : List.of());
    JsonNode told = rehearse("POST", "/v1/volumes", node.json(RestNode.replica("v")));
    assertThat(told.at("/would-succeed").asBoolean()).isFalse();
    assertThat(names(told)).containsExactly("begin", "prepare", "prepare", "commit");
    JsonNode refused =
        told.at("/steps/1/peer").asText().equals(RestNode.TWO.toString())
            ? told.at("/steps/1")
            : told.at("/steps/2");
    assertThat(refused.at("/checked").asBoolean()).isTrue();
    assertThat(refused.at("/load").asText()).isEqualTo("1 brick of v");
    assertThat(refused.at("/phase").asText()).isEqualTo("BEFORE_COMMIT");
    assertThat(refused.at("/refusals/0/message").asText())
        .isEqualTo("brick path is under root partition");
    assertThat(refused.at("/refusals/0/code").asText()).isEqualTo("BRICK_UNUSABLE");
    assertThat(told.toString()).doesNotContain("password");
  }

  @Test
  void aNodeThatIsAwayIsNamed() {
    node.put(node.keys().agent(node.self()), new Agent(1, Instant.EPOCH, "1"));
    node.remove(node.keys().agent(RestNode.TWO));
    node.checks(
        step -> {
          throw new ClusterException(ErrorCode.NODE_UNREACHABLE, "the node does not answer");
        });
    JsonNode told = rehearse("POST", "/v1/volumes", node.json(RestNode.replica("v")));
    assertThat(told.at("/would-succeed").asBoolean()).isFalse();
    assertThat(told.at("/steps/0/refusals/0/message").asText())
        .isEqualTo("the agent on h2 (" + RestNode.TWO + ") does not answer");
    assertThat(told.at("/steps/1/checked").asBoolean()).isFalse();
    assertThat(told.at("/steps/1/refusals/0/code").asText()).isEqualTo("NODE_UNREACHABLE");
  }

  @Test
  void everyChangeHasItsSteps() {
    node.volume("v");
    assertThat(names(rehearse("DELETE", "/v1/volumes/v", null)))
        .containsExactly("begin", "commit", "clear", "clear");
    node.checks(
        step -> {
          assertThat(step.check()).isInstanceOf(StartCheck.class);
          return List.of();
        });
    JsonNode start = rehearse("POST", "/v1/volumes/v/start", "");
    assertThat(start.at("/would-succeed").asBoolean()).isTrue();
    assertThat(names(start)).containsExactly("begin", "start", "start", "commit");
    client.post("/v1/volumes/v/start", "").expect(200);
    assertThat(names(rehearse("POST", "/v1/volumes/v/stop", "")))
        .containsExactly("begin", "commit", "stop", "stop");
  }

  @Test
  void aJoinerIsAsked() {
    UUID three = UUID.fromString("00000000-0000-4000-8000-000000000003");
    node.others(
        address ->
            new PeerProbe.Hello(
                three, "n3", three, 1, 0, 1, List.of(address), List.of("h3:24007"), null));
    node.checks(
        step -> {
          assertThat(step.check()).isInstanceOf(JoinCheck.class);
          return List.of();
        });
    JsonNode told = rehearse("POST", "/v1/peers", "{\"addresses\":[\"h3:24008\"]}");
    assertThat(names(told))
        .containsExactly(
            "begin", "invite", "add-member", "join", "promote", "commit", "await-agent");
    assertThat(told.at("/would-succeed").asBoolean()).isTrue();
  }

  @Test
  void whatCannotBeCancelledIsRefusedInADryRunToo() {
    node.volume("v");
    UUID id = node.engine().started().get(0).id();
    client.post("/v1/operations/" + id + "/cancel?dry-run=true", null).expect(409);
  }
}
