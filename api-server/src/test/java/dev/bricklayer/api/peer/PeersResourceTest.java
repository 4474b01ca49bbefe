package dev.bricklayer.api.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RealProbe;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.peer.Agent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeersResourceTest {
  private static final UUID THREE = UUID.fromString("00000000-0000-4000-8000-000000000003");
  private static final String NO_CONNECTION =
      "could not connect to host. Make sure host address is valid, network connection is active"
          + " and gd2 is up and running";

  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  private static PeerProbe.Hello hello(UUID id, int peers, int volumes) {
    return hello(id, peers, volumes, null);
  }

  private static PeerProbe.Hello hello(UUID id, int peers, int volumes, @Nullable String bricks) {
    return new PeerProbe.Hello(
        id,
        "node-h3",
        UUID.randomUUID(),
        peers,
        volumes,
        1,
        List.of("127.0.0.1:24008"),
        List.of("h3:24007"),
        bricks);
  }

  private RestClient.Answer add(String body) {
    return client.post("/v1/peers", node.json(body));
  }

  @Test
  void aPeerWithSimulatedBricksIsMarkedFromTheStart() {
    node.others(address -> hello(THREE, 1, 0, "simulated"));
    JsonNode json = add("{'addresses':['h3']}").expect(201).json();
    assertThat(json.at("/metadata/_bricks").asText()).isEqualTo("simulated");
  }

  @Test
  void aPeerIsAddedAndShownAsClientsReadIt() {
    node.others(address -> hello(THREE, 1, 0));
    RestClient.Answer answer =
        add("{'addresses':['h3'],'zone':'z2','metadata':{'owner':'x'}}").expect(201);
    assertThat(answer.header("Location")).isEqualTo("/v1/peers/" + THREE);
    JsonNode json = answer.json();
    assertThat(json.at("/id").asText()).isEqualTo(THREE.toString());
    assertThat(json.at("/peer-addresses/0").asText()).isEqualTo("h3:24008");
    assertThat(json.at("/peer-addresses/1").asText()).isEqualTo("127.0.0.1:24008");
    assertThat(json.at("/metadata/_zone").asText()).isEqualTo("z2");
    assertThat(json.at("/metadata/owner").asText()).isEqualTo("x");
    node.put(node.keys().agent(THREE), new Agent(42, Instant.now(), "1"));
    RestClient.Answer shown = client.get("/v1/peers/" + THREE).expect(200);
    assertThat(shown.keys(""))
        .containsExactlyInAnyOrder(
            "id", "name", "peer-addresses", "client-addresses", "online", "pid", "metadata");
    assertThat(shown.json().at("/online").asBoolean()).isTrue();
    assertThat(shown.json().at("/pid").asInt()).isEqualTo(42);
    assertThat(client.get("/v1/peers").expect(200).json()).hasSize(3);
    assertThat(client.get("/v1/peers?key=owner&value=x").expect(200).json()).hasSize(1);
    assertThat(client.get("/v1/peers?value=nobody").expect(200).json()).isEmpty();
    client.delete("/v1/peers/" + THREE).expect(204);
    client.get("/v1/peers/" + THREE).refused(404, "peer not found");
  }

  @Test
  void theAnswerToAnAddSaysOnline() {
    node.others(address -> hello(THREE, 1, 0));
    assertThat(add("{'addresses':['h3']}").expect(201).json().at("/online").asBoolean()).isTrue();
  }

  @Test
  void badRequestsAreToldAndLeaveNothing() {
    var before = node.everything();
    add("{}").refused(400, "no addresses given");
    add("{'addresses':[]}").refused(400, "no addresses given");
    add("{'addresses':[null]}").refused(400, "addresses");
    add("{'addresses':'h3'}").refused(400, "wrong value at 'addresses'");
    add("").refused(400, "the body is empty");
    add("[]").refused(400, "a JSON object is expected");
    add("{'addresses':['h3'],'metadata':{'_zone':'x'}}")
        .refused(400, "key names starting with '_' are restricted");
    add("{'addresses':['h3'],'metadata':{'k':'" + "x".repeat(4096) + "'}}")
        .refused(400, "metadata size exceeds max allowed size of 4KB");
    assertThat(node.everything()).isEqualTo(before);
    assertThat(node.engine().started()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":24008", "h:x", "h:0", "h:65536", "h:-1", "a b", "h/x", "[::1", "é"})
  void addressesThatAreNone(String address) {
    add("{'addresses':['" + address + "']}").refused(400, "failed to parse remote address");
  }

  @Test
  void whoMayNotJoinIsToldWhy() {
    var before = node.everything();
    add("{'addresses':['h2:24008']}").refused(409, "Peer exists with given addresses (ID: ");
    add("{'addresses':['h2']}").refused(409, "Peer exists with given addresses (ID: ");
    node.others(address -> hello(RestNode.TWO, 2, 0));
    add("{'addresses':['other']}").refused(409, "Peer exists with given addresses (ID: ");
    node.others(address -> hello(node.self(), 1, 0));
    add("{'addresses':['other']}").refused(409, "it is this node itself");
    node.others(address -> hello(THREE, 2, 0));
    add("{'addresses':['other']}").refused(500, "peer is part of another cluster");
    node.others(address -> hello(THREE, 1, 1));
    add("{'addresses':['other']}").refused(500, "peer has existing volumes");
    assertThat(node.everything()).isEqualTo(before);
  }

  @Test
  void whoCannotBeReachedIsGivenUp(@TempDir Path folder) throws IOException {
    node.others(new RealProbe(folder));
    add("{'addresses':['no-such-host.invalid']}").refused(500, NO_CONNECTION);
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      add("{'addresses':['127.0.0.1:" + silent.getLocalPort() + "']}").refused(500, "");
      int refusing = silent.getLocalPort();
      silent.close();
      add("{'addresses':['127.0.0.1:" + refusing + "']}").refused(500, NO_CONNECTION);
    }
    // the ReST port is no peer port
    add("{'addresses':['127.0.0.1:" + client.uri().getPort() + "']}").refused(500, "");
    assertThat(node.engine().started()).isEmpty();
  }

  @Test
  void aPeersZoneAndMetadataAreBounded() {
    node.others(address -> hello(THREE, 1, 0));
    add("{'addresses':['h3'],'zone':'" + "x".repeat(4097) + "'}")
        .refused(400, "the zone has 4097 bytes; at most 4096 are allowed");
    add("{'addresses':['h3'],'metadata':{'k':'" + "x".repeat(4096) + "'}}")
        .refused(400, "metadata size exceeds max allowed size of 4KB");
    assertThat(node.engine().started()).isEmpty();
  }

  @Test
  void whoMayNotLeaveIsToldWhy() {
    client.get("/v1/peers/x").refused(400, "Invalid peer-id");
    client.delete("/v1/peers/x").refused(400, "Invalid peer-id");
    client.get("/v1/peers/" + THREE).refused(404, "peer not found");
    client.delete("/v1/peers/" + THREE).refused(404, "peer not found");
    client.delete("/v1/peers/" + node.self()).refused(400, "removing self is disallowed");
    node.volume("v");
    RestClient.Answer answer = client.delete("/v1/peers/" + RestNode.TWO);
    answer.refused(403, "cannot delete peer, peer has bricks");
    assertThat(answer.field("bricks")).isEqualTo("1");
  }

  @Test
  void aRehearsalTellsAndDoesNothing() {
    var before = node.everything();
    client.delete("/v1/peers/" + RestNode.TWO + "?dry-run=true").expect(200);
    node.others(address -> hello(THREE, 1, 0));
    client.post("/v1/peers?dry-run=true", node.json("{'addresses':['h3']}")).expect(200);
    assertThat(node.everything()).isEqualTo(before);
  }
}
