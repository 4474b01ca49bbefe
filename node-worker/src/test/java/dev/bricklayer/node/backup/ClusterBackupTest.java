package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.LinkServer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterBackupTest {
  @TempDir private Path folder;
  private final InMemoryStore store = new InMemoryStore();
  private NodeIdentity one;
  private NodeIdentity two;
  private ClusterKeys keys;
  private ClusterBackup backup;

  @BeforeEach
  void begin() throws IOException {
    one = NodeIdentity.open(folder.resolve("one"));
    two = NodeIdentity.open(folder.resolve("two"));
    two.update(state -> state.withCluster(one.clusterId(), one.state().secret()));
    keys = new ClusterKeys(one.clusterId());
    Files.createDirectories(folder.resolve("one/bricks"));
    Files.writeString(folder.resolve("one/bricks/b1.json"), "{}");
    Files.writeString(folder.resolve("one/bricks/draft.json.new"), "half");
    Files.createDirectories(folder.resolve("one/tls"));
    Files.writeString(folder.resolve("one/tls/authority.key"), "ca-secret");
    backup =
        new ClusterBackup(
            one,
            new NodeFiles(folder.resolve("one")),
            new NodeFileCalls(new PeerClient(one)),
            "1.2",
            Clock.systemUTC());
  }

  @AfterEach
  void end() {
    store.close();
  }

  private void put(String key, Object value) {
    store.commit(List.of(), List.of(new Change.Put(key, Json.write(value))));
  }

  private void peer(NodeIdentity node, String name, String address) {
    put(
        keys.peer(node.peerId()),
        new Peer(node.peerId(), name, List.of(address), List.of(address), Map.of(), 1));
  }

  private List<String> written() throws IOException {
    Told told = new Told();
    BackupFile.read(folder.resolve("c.backup"), Opening.NOTHING, told);
    return told.lines;
  }

  @Test
  void everythingThatLastsIsInIt() throws IOException {
    peer(one, "n1", "127.0.0.1:1");
    put(keys.volumes() + "v1", "volume");
    put(keys.debts() + "x", "debt");
    put(keys.root() + "what-comes-later/x", "kept");
    put(keys.agent(one.peerId()), "alive");
    put(keys.ports() + "x", "port");
    put(keys.key("x"), "key");
    put(keys.event(UUID.randomUUID()), "event");
    put(new ClusterKeys(UUID.randomUUID()).volume("other"), "of another cluster");
    ClusterBackup.Written result = backup.write(store, folder.resolve("c.backup"), new Seal.Open());
    assertThat(result.missing()).isEmpty();
    assertThat(written())
        .contains("secret " + one.state().secret())
        .contains("volumes/v1=\"volume\"", "debts/x=\"debt\"", "what-comes-later/x=\"kept\"")
        .contains("node " + one.peerId() + " null")
        .contains(
            one.peerId() + ":bricks/b1.json={}", one.peerId() + ":tls/authority.key=ca-secret")
        .noneMatch(
            line ->
                line.startsWith("alive")
                    || line.startsWith("ports")
                    || line.startsWith("keys")
                    || line.startsWith("events")
                    || line.contains("other")
                    || line.contains("half"));
  }

  @Test
  void othersGiveTheirFilesAndKeepTheirSecrets() throws IOException {
    Files.createDirectories(folder.resolve("two/bricks"));
    // more than one answer holds
    for (int i = 0; i < 9; i++) {
      Files.writeString(folder.resolve("two/bricks/b" + i + ".json"), "x".repeat(100_000));
    }
    Files.createDirectories(folder.resolve("two/tls"));
    Files.writeString(folder.resolve("two/tls/authority.key"), "two's own");
    PeerCalls calls = new PeerCalls();
    NodeFileCalls.serve(calls, new NodeFiles(folder.resolve("two")));
    try (LinkServer server =
        new LinkServer("127.0.0.1", 0, two, calls, OptionalInt::empty, OptionalInt::empty)) {
      peer(one, "n1", "127.0.0.1:1");
      peer(two, "n2", "127.0.0.1:" + server.port());
      backup.write(store, folder.resolve("c.backup"), new Seal.Open());
    }
    List<String> lines = written();
    assertThat(lines).contains("node " + two.peerId() + " null");
    assertThat(lines.stream().filter(line -> line.startsWith(two.peerId() + ":bricks/")))
        .hasSize(9);
    assertThat(lines).noneMatch(line -> line.contains("two's own"));
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamed() throws IOException {
    peer(one, "n1", "127.0.0.1:1");
    peer(two, "n2", "127.0.0.1:1");
    ClusterBackup.Written result = backup.write(store, folder.resolve("c.backup"), new Seal.Open());
    assertThat(result.missing()).containsExactly("n2");
    BackupSummary.Content content =
        java.util.Objects.requireNonNull(
            BackupSummary.of(folder.resolve("c.backup"), Opening.NOTHING).content());
    assertThat(content.nodes())
        .anyMatch(node -> node.name().equals("n2") && node.missing() != null)
        .anyMatch(node -> node.name().equals("n1") && node.files() == 2);
  }

  @Test
  void aStoreThatDoesNotAnswerLeavesNoFile() {
    store.setAway(true);
    Path file = folder.resolve("c.backup");
    assertThatThrownBy(() -> backup.write(store, file, new Seal.Open()))
        .isInstanceOf(ClusterException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void namesThatAreNotOursAreNeverWritten() throws IOException {
    NodeFiles files = new NodeFiles(folder.resolve("three"));
    for (String name :
        List.of(
            "../x", "identity", "bricks/../../x.json", "/etc/x", "bricks/x.json/y", "tls/../x")) {
      files.write(name, "x".getBytes(UTF_8));
    }
    assertThat(folder.resolve("three")).doesNotExist();
    assertThat(folder.resolve("x")).doesNotExist();
    files.write("bricks/b1.json", "{}".getBytes(UTF_8));
    assertThat(folder.resolve("three/bricks/b1.json")).hasContent("{}");
  }
}
