package dev.bricklayer.node.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(NodeIdentity.open(folder).fault())
        .hasValueSatisfying(why -> assertThat(why).contains("damaged"));
  }

  @Test
  void aMissingIdentityWhereANodeHasLivedIsNotTakenForANewNode() throws IOException {
    UUID peer = NodeIdentity.open(folder).peerId();
    Files.delete(folder.resolve("identity"));
    Files.delete(folder.resolve("identity.copy"));

    NodeIdentity lost = NodeIdentity.open(folder);
    assertThat(lost.fault())
        .hasValueSatisfying(why -> assertThat(why).contains("identity is missing"));
    assertThat(lost.peerId()).isEqualTo(peer);
    assertThat(lost.state().etcd()).isNull();
    assertThatThrownBy(() -> lost.update(state -> state.withEtcd(null)))
        .isInstanceOf(ClusterException.class);
    assertThat(folder.resolve("identity")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd/member-1", "journal/x", "bricks/x.json", "volfiles/v1"})
  void whateverANodeLeavesTellsThatItHasLived(String trace) throws IOException {
    Files.createDirectories(folder.resolve(trace));
    assertThat(NodeIdentity.open(folder).fault()).isPresent();
    assertThat(folder.resolve("identity")).doesNotExist();
  }

  @Test
  void anOlderCopyOfTheIdentityIsNotBelieved() throws IOException {
    NodeIdentity node = NodeIdentity.open(folder);
    byte[] before = Files.readAllBytes(folder.resolve("identity"));
    node.update(state -> state.withDismissed(UUID.randomUUID()));
    byte[] now = Files.readAllBytes(folder.resolve("identity"));
    Files.write(folder.resolve("identity"), before);

    assertThat(NodeIdentity.open(folder).fault())
        .hasValueSatisfying(why -> assertThat(why).contains("older copy"));
    Files.write(folder.resolve("identity"), now);
    assertThat(NodeIdentity.open(folder).fault()).isEmpty();
    assertThat(NodeIdentity.open(folder).state()).isEqualTo(node.state());
  }

  @Test
  void anotherNodesIdentityIsNotBelieved() throws IOException {
    NodeIdentity.open(folder.resolve("a"));
    NodeIdentity.open(folder.resolve("b"));
    Files.copy(
        folder.resolve("b/identity"),
        folder.resolve("a/identity"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(NodeIdentity.open(folder.resolve("a")).fault())
        .hasValueSatisfying(why -> assertThat(why).contains("is that of peer"));
  }

  @Test
  void anIdentityThatWasGivenBackCountsAtTheNextStart() throws IOException {
    NodeIdentity node = NodeIdentity.open(folder);
    node.update(state -> state.withDismissed(UUID.randomUUID()));
    Files.delete(folder.resolve("identity"));
    Files.delete(folder.resolve("identity.copy"));

    NodeIdentity.open(folder).replaceForNextStart(node.state());
    assertThat(NodeIdentity.open(folder).fault()).isEmpty();
    assertThat(NodeIdentity.open(folder).clusterId()).isEqualTo(node.clusterId());
  }

  @Test
  void anIdentityOfBeforeHasAMemberThatHasServed() throws IOException {
    new DurableFile(folder.resolve("identity"))
        .write(
            """
            {"peerId":"00000000-0000-0000-0000-000000000001",
             "clusterId":"00000000-0000-0000-0000-000000000002","secret":"ab",
             "membership":{"phase":"FRESH"},
             "etcd":{"folder":"member-1","memberId":"","initialCluster":"","patient":false,
                     "voter":true},
             "peers":[],"dismissed":[]}
            """
                .getBytes(StandardCharsets.UTF_8));
    NodeIdentity node = NodeIdentity.open(folder);
    assertThat(node.fault()).isEmpty();
    assertThat(requireNonNull(node.state().etcd()).unused()).isFalse();
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
