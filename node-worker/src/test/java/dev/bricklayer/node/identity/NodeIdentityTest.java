package dev.bricklayer.node.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
  @TempDir Path folder;

  @Test
  void aNewNodeIsAClusterOfOneAndStaysTheSame() {
    NodeIdentity first = NodeIdentity.open(folder);
    assertThat(first.state().membership()).isEqualTo(Membership.NONE);
    assertThat(first.state().etcd()).isNotNull();
    assertThat(first.secret()).hasSize(32);
    assertThat(NodeIdentity.open(folder).state()).isEqualTo(first.state());
  }

  @Test
  void twoNewNodesShareNothing() {
    NodeIdentity one = NodeIdentity.open(folder.resolve("a"));
    NodeIdentity other = NodeIdentity.open(folder.resolve("b"));
    assertThat(one.peerId()).isNotEqualTo(other.peerId());
    assertThat(one.clusterId()).isNotEqualTo(other.clusterId());
    assertThat(one.state().secret()).isNotEqualTo(other.state().secret());
  }

  @Test
  void changesSurvive() {
    NodeIdentity node = NodeIdentity.open(folder);
    Membership joining =
        new Membership(Phase.JOINING, UUID.randomUUID(), "10.0.0.1:24008", node.clusterId());
    UUID cluster = UUID.randomUUID();
    node.update(
        state ->
            state
                .withMembership(joining)
                .withCluster(cluster, "ab".repeat(32))
                .withEtcd(null)
                .withPeers(List.of(new KnownPeer(UUID.randomUUID(), "10.0.0.1:24008", true))));
    NodeIdentity again = NodeIdentity.open(folder);
    assertThat(again.state()).isEqualTo(node.state());
    assertThat(again.state().membership()).isEqualTo(joining);
    assertThat(again.clusterId()).isEqualTo(cluster);
  }

  @Test
  void aTornFileDoesNotStopTheNode() throws IOException {
    NodeIdentity node = NodeIdentity.open(folder);
    node.update(state -> state.withEtcd(null));
    Files.writeString(folder.resolve("identity"), "{\"peerId\":");
    assertThat(NodeIdentity.open(folder).state()).isEqualTo(node.state());
  }

  @Test
  void aTornFirstWriteBeginsAnew() throws IOException {
    Files.writeString(folder.resolve(".identity.new"), "{\"peerId\":");
    assertThat(NodeIdentity.open(folder).state().membership()).isEqualTo(Membership.NONE);
  }

  @Test
  void twoDamagedFilesAreNotTakenForANewNode() throws IOException {
    NodeIdentity.open(folder);
    Files.writeString(folder.resolve("identity"), "");
    Files.writeString(folder.resolve("identity.copy"), "");
    assertThatThrownBy(() -> NodeIdentity.open(folder))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> NodeIdentity.open(file.resolve("state")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void theLastDismissedOperationsAreRemembered() {
    NodeIdentity node = NodeIdentity.open(folder);
    List<UUID> all = java.util.stream.Stream.generate(UUID::randomUUID).limit(20).toList();
    all.forEach(operation -> node.update(state -> state.withDismissed(operation)));
    assertThat(NodeIdentity.open(folder).state().dismissed()).isEqualTo(all.subList(4, 20));
  }

  @Test
  void theSecretIsNotShown() {
    NodeIdentity node = NodeIdentity.open(folder);
    assertThat(node.state().toString()).doesNotContain(node.state().secret());
  }
}
