package dev.bricklayer.api.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeDraftsTest {
  private static final UUID ONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID TWO = UUID.fromString("00000000-0000-4000-8000-000000000002");

  private final InMemoryStore store = new InMemoryStore();
  private final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  private final VolumeDrafts drafts = new VolumeDrafts((wished, type, allowed) -> wished);
  private WatchedClusterView view;

  @BeforeEach
  void peersAndABrick() {
    view = new WatchedClusterView(store, keys);
    Brick taken =
        new Brick(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "other",
            ONE,
            "h1",
            "/b/other",
            BrickType.BRICK,
            0,
            0);
    long revision =
        store
            .commit(
                List.of(),
                List.of(
                    new Change.Put(keys.peer(ONE), Json.write(peer(ONE, "h1"))),
                    new Change.Put(keys.peer(TWO), Json.write(peer(TWO, "h2"))),
                    new Change.Put(keys.brick(ONE, "/b/other"), Json.write(taken))))
            .revision();
    assertThat(view.awaitRevision(revision, Duration.ofSeconds(30))).isTrue();
  }

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  private static Peer peer(UUID id, String host) {
    return new Peer(id, host, List.of(host + ":24008"), List.of(host + ":24007"), Map.of(), 1);
  }

  private CreateVolumePlan draft(String json) {
    String body =
        json.replace('\'', '"').replace("@1", ONE.toString()).replace("@2", TWO.toString());
    return drafts.draft(
        RequestBody.required(
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
            CreateVolumeRequest.class),
        view);
  }

  private ClusterException refused(String json) {
    ClusterException refusal = catchThrowableOfType(ClusterException.class, () -> draft(json));
    assertThat(refusal).as(json).isNotNull();
    return refusal;
  }

  private static String replica(String counts, String bricks) {
    return "{'name':'v','subvols':[{'type':'replicate'," + counts + ",'bricks':[" + bricks + "]}]}";
  }

  private static String brick(int peer, String path) {
    return "{'peerid':'@" + peer + "','path':'" + path + "'}";
  }

  @Test
  void onlyAPathWhoseNameIsTakenGetsAnotherVolfileId() {
    CreateVolumePlan plan =
        draft(
            "{'name':'q','subvols':[{'bricks':[{'peerid':'@1','path':'/b/q-1'}]},"
                + "{'bricks':[{'peerid':'@1','path':'/b/q/1'}]},"
                + "{'bricks':[{'peerid':'@2','path':'/b/q/1'}]}]}");
    assertThat(plan.bricks()).extracting(Brick::volfileId).doesNotHaveDuplicates();
    assertThat(plan.bricks().get(0).volfileId()).isEqualTo("q." + ONE + ".b-q-1");
    assertThat(plan.bricks().get(1).volfileId()).startsWith("q." + ONE + ".b-q-1~");
    assertThat(plan.bricks().get(2).volfileId()).isEqualTo("q." + TWO + ".b-q-1");
    Brick kept = Json.read(Json.write(plan.bricks().get(1)), Brick.class);
    assertThat(kept).isEqualTo(plan.bricks().get(1));
    assertThat(new String(Json.write(plan.bricks().get(0)), StandardCharsets.UTF_8))
        .doesNotContain("Suffix");
  }

  @Test
  void replicaWithArbiterGetsItsTypesAndIds() {
    CreateVolumePlan plan =
        draft(
            replica(
                "'replica':2,'arbiter':1",
                brick(1, "/b/1") + "," + brick(2, "/b//2/") + "," + brick(2, "/b/3")));
    assertThat(plan.bricks())
        .extracting(Brick::clientName)
        .containsExactly("v-client-0", "v-client-1", "v-client-2");
    assertThat(plan.bricks()).extracting(Brick::path).containsExactly("/b/1", "/b/2", "/b/3");
    assertThat(plan.bricks())
        .extracting(Brick::type)
        .containsExactly(BrickType.BRICK, BrickType.BRICK, BrickType.ARBITER);
    assertThat(plan.bricks()).extracting(Brick::host).containsExactly("h1", "h2", "h2");
    assertThat(plan.subvols().get(0).name()).isEqualTo("v-replicate-0");
    assertThat(plan.checks()).isEqualTo(BrickChecks.STRICT);
  }

  @ParameterizedTest
  @CsvSource({"3,1", "4,1", "5,1", "6,2", "10,2", "9,1", "12,4"})
  void disperseRedundancyIsWhatIsAboveAPowerOfTwo(int bricks, int redundancy) {
    StringBuilder members = new StringBuilder();
    for (int at = 0; at < bricks; at++) {
      members.append(at == 0 ? "" : ",").append(brick(1, "/b/" + at));
    }
    CreateVolumePlan plan =
        draft("{'name':'v','subvols':[{'type':'disperse','bricks':[" + members + "]}]}");
    assertThat(plan.subvols().get(0).type()).isEqualTo(SubvolType.DISPERSE);
    assertThat(plan.subvols().get(0).redundancy()).isEqualTo(redundancy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "é", "-v", "all", "a b", "a;b"})
  void badNamesAreRefused(String name) {
    ClusterException refusal = refused("{'name':'" + name + "','subvols':[]}");
    assertThat(refusal).hasMessage("invalid volume name");
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aNameOf300CharactersIsRefused() {
    assertThat(refused("{'name':'" + "a".repeat(300) + "'}")).hasMessage("invalid volume name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b/1", "/b/../c", "/b/./c", "/", "", "/b/\\u0007"})
  void badPathsAreRefused(String path) {
    assertThat(refused(replica("'replica':2", brick(1, path) + "," + brick(2, "/b/2"))).code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aBrickTwiceOrInsideAnotherIsRefused() {
    assertThat(refused(replica("'replica':2", brick(1, "/b/1") + "," + brick(1, "/b//1/"))))
        .hasMessage("duplicate brick entry");
    assertThat(
            refused(
                replica(
                    "'replica':3",
                    brick(1, "/b/1") + "," + brick(1, "/b/1-x") + "," + brick(1, "/b/1/in"))))
        .hasMessageContaining("inside another brick");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b/other", "/b/other/in", "/b"})
  void aBrickOfAnotherVolumeIsRefused(String path) {
    ClusterException refusal =
        refused(replica("'replica':2", brick(1, path) + "," + brick(2, "/b/2")));
    assertThat(refusal.code()).isEqualTo(ErrorCode.BRICK_IN_USE);
    assertThat(refusal.fields()).containsEntry("volume", "other");
  }

  @Test
  void countsThatDoNotFitAreRefused() {
    String two = brick(1, "/b/1") + "," + brick(2, "/b/2");
    assertThat(refused(replica("'replica':3", two)))
        .hasMessageContaining("invalid number of bricks");
    assertThat(refused(replica("'replica':1", two))).hasMessageContaining("invalid Replica Count");
    assertThat(refused(replica("'replica':3,'arbiter':1", two)))
        .hasMessageContaining("invalid Arbiter Count");
    assertThat(refused("{'name':'v','subvols':[{'type':'disperse','bricks':[" + two + "]}]}"))
        .hasMessageContaining("invalid redundancy count");
    assertThat(refused("{'name':'v','subvols':[{'type':'stripe','bricks':[" + two + "]}]}"))
        .hasMessageContaining("invalid subvol type");
    assertThat(refused("{'name':'v'}")).hasMessage("brick list is empty");
    assertThat(refused("{'name':'v','subvols':[{'bricks':[]}]}")).hasMessage("brick list is empty");
  }

  @Test
  void flagsTransportPeersAndMetadataAreChecked() {
    String one = "'subvols':[{'bricks':[" + brick(1, "/b/1") + "]}]";
    assertThat(refused("{'name':'v','flags':{'nonsense':true}," + one + "}"))
        .hasMessageContaining("unknown flag 'nonsense'");
    assertThat(refused("{'name':'v','transport':'tcp,rdma'," + one + "}"))
        .hasMessage("invalid transport. Supported values: tcp or rdma");
    assertThat(refused("{'name':'v','subvols':[{'bricks':[{'peerid':'nobody','path':'/b'}]}]}"))
        .hasMessageContaining("not a UUID");
    assertThat(
            refused(
                "{'name':'v','subvols':[{'bricks':[{'peerid':'"
                    + UUID.randomUUID()
                    + "','path':'/b'}]}]}"))
        .hasMessageContaining("no peer has the id");
    assertThat(refused("{'name':'v','metadata':{'k':'" + "x".repeat(5000) + "'}," + one + "}"))
        .hasMessage("metadata size exceeds max allowed size of 4KB");
    assertThat(draft("{'name':'v','force':true," + one + "}").checks())
        .isEqualTo(BrickChecks.FORCED);
  }
}
