package dev.bricklayer.api.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.peer.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VolumesResourceTest {
  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aVolumeIsCreatedAndShownAsClientsReadIt() {
    RestClient.Answer answer =
        client.post(
            "/v1/volumes",
            node.json(
                "{'name':'v1','transport':'','subvols':[{'type':'replicate','replica':2,'arbiter':1,"
                    + "'bricks':[{'type':'','peerid':'@1','path':'/b/1'},"
                    + "{'peerid':'@2','path':'/b/2'},"
                    + "{'type':'arbiter','peerid':'@2','path':'/b/3'}]}],'force':true}"));
    answer.expect(201);
    assertThat(answer.header("Location")).isEqualTo("/v1/volumes/v1");
    assertThat(answer.header("X-Bricklayer-Operation"))
        .isEqualTo(node.engine().started().get(0).id().toString());
    assertThat(answer.keys(""))
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "type",
            "transport",
            "distribute-count",
            "replica-count",
            "arbiter-count",
            "options",
            "state",
            "subvols",
            "metadata",
            "snap-list");
    assertThat(answer.keys("/subvols/0"))
        .containsExactlyInAnyOrder(
            "name", "type", "bricks", "replica-count", "arbiter-count", "disperse-count");
    assertThat(answer.keys("/subvols/0/bricks/0"))
        .containsExactlyInAnyOrder(
            "id", "path", "volume-id", "volume-name", "peer-id", "host", "type");
    JsonNode json = answer.json();
    assertThat(json.at("/type").asText()).isEqualTo("Replicate");
    assertThat(json.at("/state").asText()).isEqualTo("Created");
    assertThat(json.at("/transport").asText()).isEqualTo("tcp");
    assertThat(json.at("/replica-count").asInt()).isEqualTo(2);
    assertThat(json.at("/subvols/0/name").asText()).isEqualTo("v1-replicate-0");
    assertThat(json.at("/subvols/0/type").asText()).isEqualTo("Replicate");
    assertThat(json.at("/subvols/0/bricks/0/type").asText()).isEqualTo("Brick");
    assertThat(json.at("/subvols/0/bricks/0/host").asText()).isEqualTo("h1");
    assertThat(json.at("/subvols/0/bricks/2/type").asText()).isEqualTo("Arbiter");
    assertThat(json.at("/metadata/_brick-provision-type").isTextual()).isTrue();
    assertThat(json.at("/snap-list").isArray()).isTrue();
    assertThat(client.get("/v1/volumes/v1").expect(200).json()).isEqualTo(json);
    assertThat(client.get("/v1/volumes").expect(200).json().get(0)).isEqualTo(json);
  }

  @Test
  void simulatedBricksAreMarkedWhereverTheyAreShown() {
    node.put(
        node.keys().peer(RestNode.TWO),
        new Peer(
            RestNode.TWO,
            "node-h2",
            List.of("h2:24008"),
            List.of("h2:24007"),
            Map.of(Peer.BRICKS, Peer.SIMULATED),
            1));
    node.volume("v");
    JsonNode volume = client.get("/v1/volumes/v").expect(200).json();
    assertThat(volume.at("/subvols/0/bricks/0").has("runtime")).isFalse();
    assertThat(volume.at("/subvols/0/bricks/1/runtime").asText()).isEqualTo("simulated");
    assertThat(client.get("/v1/volumes").expect(200).json().get(0)).isEqualTo(volume);
    JsonNode bricks = client.get("/v1/volumes/v/bricks").expect(200).json();
    assertThat(bricks.at("/0/info").has("runtime")).isFalse();
    assertThat(bricks.at("/1/info/runtime").asText()).isEqualTo("simulated");
    client.post("/v1/volumes/v/start", "").expect(200);
    assertThat(node.engine().started().get(node.engine().started().size() - 1).summary())
        .isEqualTo("start volume v (Replicate, 2 simulated bricks)");
    JsonNode peers = client.get("/v1/peers").expect(200).json();
    assertThat(peers.findValuesAsText("_bricks")).containsExactly("simulated");
  }

  @Test
  void aDisperseVolumeHasItsCounts() {
    JsonNode json =
        client
            .post(
                "/v1/volumes",
                node.json(
                    "{'name':'d','subvols':[{'type':'disperse','disperse-redundancy':1,'bricks':["
                        + "{'peerid':'@1','path':'/b/1'},{'peerid':'@1','path':'/b/2'},"
                        + "{'peerid':'@2','path':'/b/3'}]}]}"))
            .expect(201)
            .json();
    assertThat(json.at("/type").asText()).isEqualTo("Disperse");
    assertThat(json.at("/disperse-count").asInt()).isEqualTo(3);
    assertThat(json.at("/disperse-data-count").asInt()).isEqualTo(2);
    assertThat(json.at("/disperse-redundancy-count").asInt()).isEqualTo(1);
    assertThat(json.has("arbiter-count")).isFalse();
    assertThat(json.at("/subvols/0/disperse-data-count").asInt()).isEqualTo(2);
  }

  @Test
  void startStopAndDeleteGoTheirWay() {
    node.volume("v");
    client.post("/v1/volumes/v/stop", "").refused(400, "volume not started");
    assertThat(client.post("/v1/volumes/v/start", "").expect(200).json().at("/state").asText())
        .isEqualTo("Started");
    client.post("/v1/volumes/v/start", "").refused(400, "volume already started");
    client.post("/v1/volumes/v/start", "{}").refused(400, "volume already started");
    client.post("/v1/volumes/v/start", "{\"force-start-bricks\":true}").expect(200);
    assertThat(client.delete("/v1/volumes/v").message())
        .isEqualTo("volume must be in stopped state before deleting");
    client.delete("/v1/volumes/v").expect(400);
    assertThat(client.post("/v1/volumes/v/stop", null).expect(200).json().at("/state").asText())
        .isEqualTo("Stopped");
    RestClient.Answer again = client.post("/v1/volumes/v/stop", "");
    again.refused(400, "volume already stopped");
    assertThat(again.field("state")).isEqualTo("Stopped");
    assertThat(client.delete("/v1/volumes/v").expect(204).body()).isEmpty();
    client.get("/v1/volumes/v").refused(404, "volume not found");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path : new String[] {"start", "stop"}) {
      client.post("/v1/volumes/none/" + path, "").refused(404, "volume not found");
    }
    client.delete("/v1/volumes/none").refused(404, "volume not found");
    client.get("/v1/volumes/none/bricks").refused(404, "volume not found");
    assertThat(node.engine().started()).isEmpty();
  }

  @Test
  void theListIsFilteredByMetadata() {
    create("one", "{'owner':'x','tier':'a'}");
    create("two", "{'owner':'y','tier':'a'}");
    create("three", "{}");
    assertThat(names("")).containsExactlyInAnyOrder("one", "two", "three");
    assertThat(names("?key=owner")).containsExactlyInAnyOrder("one", "two");
    assertThat(names("?value=a")).containsExactlyInAnyOrder("one", "two");
    assertThat(names("?key=owner&value=y")).containsExactly("two");
    assertThat(names("?key=tier&value=x")).isEmpty();
    assertThat(names("?key=&value=")).hasSize(3);
  }

  private void create(String name, String metadata) {
    client
        .post(
            "/v1/volumes",
            node.json(
                "{'name':'"
                    + name
                    + "','metadata':"
                    + metadata
                    + ",'subvols':[{'bricks':[{'peerid':'@1','path':'/b/"
                    + name
                    + "'}]}]}"))
        .expect(201);
  }

  private java.util.List<String> names(String query) {
    return client.get("/v1/volumes" + query).expect(200).json().findValuesAsText("name").stream()
        .filter(name -> !name.contains("-"))
        .toList();
  }

  @Test
  void theStateOfBricksHasClientsKeys() {
    node.volume("v");
    RestClient.Answer answer = client.get("/v1/volumes/v/bricks").expect(200);
    assertThat(answer.json()).hasSize(2);
    assertThat(answer.keys("/0"))
        .containsExactlyInAnyOrder(
            "info", "online", "pid", "port", "fs-type", "mount-opts", "device", "size");
    assertThat(answer.keys("/0/size")).containsExactlyInAnyOrder("capacity", "used", "free");
    assertThat(answer.json().at("/0/info/volume-name").asText()).isEqualTo("v");
  }

  @Test
  void aRehearsalTellsAndDoesNothing() {
    node.volume("v");
    int before = node.engine().started().size();
    var store = node.everything();
    JsonNode told = client.delete("/v1/volumes/v?dry-run=true").expect(200).json();
    assertThat(told.at("/dry-run").asBoolean()).isTrue();
    assertThat(told.at("/kind").asText()).isEqualTo("DeleteVolume");
    assertThat(told.at("/summary").asText()).contains("delete volume v");
    RestClient.Answer created =
        client.post("/v1/volumes?dry-run=true", node.json(RestNode.replica("w"))).expect(200);
    assertThat(created.json().at("/plan/bricks")).hasSize(2);
    assertThat(created.body()).doesNotContain("password");
    client.post("/v1/volumes?dry-run=true", node.json(RestNode.replica("v"))).expect(400);
    assertThat(node.engine().started()).hasSize(before);
    assertThat(node.everything()).isEqualTo(store);
  }
}
