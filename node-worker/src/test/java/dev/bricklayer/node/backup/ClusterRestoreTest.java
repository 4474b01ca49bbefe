package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.cluster.Birth;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.identity.Phase;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.PeerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterRestoreTest {
  private static final Keys KEYS = Keys.ec();
  private static final UUID TWO = new UUID(2, 2);
  private static final UUID VOLUME = new UUID(9, 9);

  @TempDir private Path folder;
  private final InMemoryStore before = new InMemoryStore();
  private final InMemoryStore after = new InMemoryStore();
  private NodeIdentity lost;
  private NodeIdentity fresh;
  private ClusterKeys keys;
  private Path backup;

  @BeforeEach
  void begin() throws IOException {
    lost = NodeIdentity.open(folder.resolve("lost"));
    fresh = NodeIdentity.open(folder.resolve("fresh"));
    keys = new ClusterKeys(lost.clusterId());
    backup = folder.resolve("c.backup");
    peer(lost.peerId(), "n1", "h1:24008");
    peer(TWO, "n2", "127.0.0.1:1");
    Files.createDirectories(folder.resolve("lost/bricks"));
    Files.writeString(folder.resolve("lost/bricks/b1.json"), "origin");
    Files.createDirectories(folder.resolve("lost/tls"));
    Files.writeString(folder.resolve("lost/tls/authority.key"), "ca-secret");
  }

  @AfterEach
  void end() {
    before.close();
    after.close();
  }

  private void peer(UUID id, String name, String address) {
    put(keys.peer(id), new Peer(id, name, List.of(address), List.of(address), Map.of(), 1));
  }

  private void put(String key, Object value) {
    before.commit(List.of(), List.of(new Change.Put(key, Json.write(value))));
  }

  private void write() {
    new ClusterBackup(
            lost,
            new NodeFiles(folder.resolve("lost")),
            new NodeFileCalls(new PeerClient(lost)),
            "1",
            Clock.systemUTC())
        .write(before, backup, new Seal.Recipient(KEYS.certificate()));
  }

  private RestoreStage stage() {
    return new RestoreStage(folder.resolve("fresh"));
  }

  private ClusterRestore.Accepted accept(boolean nodeOnly) throws IOException {
    return new ClusterRestore(
            fresh, stage(), new BrickMarks(new LinuxFileSystem()), "h1:24008", Clock.systemUTC())
        .accept(() -> after, backup, Opening.with(KEYS.key()), null, nodeOnly);
  }

  /** What the next start of the node does. */
  private IdentityState restart() {
    stage().begin();
    new StoreFilling(stage(), Clock.systemUTC()).fill(after);
    return NodeIdentity.open(folder.resolve("fresh")).state();
  }

  private <T> T read(String key, Class<T> type) {
    return Json.read(after.get(key).map(Entry::value).orElseThrow(), type);
  }

  private Operation operation(OperationState state, @Nullable Outcome outcome) {
    return new Operation(
        UUID.randomUUID(),
        OperationKind.CREATE_VOLUME,
        "volume/v1",
        "v1",
        "create volume v1",
        state,
        4,
        1,
        "glustercli",
        "r",
        "w",
        null,
        Instant.EPOCH,
        null,
        outcome,
        null,
        0,
        List.of(),
        null,
        null,
        null);
  }

  @Test
  void theNodeIsTheLostOneAgainAndItsStoreIsTheNextGeneration() throws IOException {
    put(keys.birth(), new Birth(new UUID(5, 5), 3));
    put(keys.engine(), new Engine(TWO, 4, "default"));
    put(keys.volume("v1"), "volume");
    put(keys.members() + TWO, "member");
    write();
    ClusterRestore.Accepted accepted = accept(false);
    assertThat(accepted.peer()).isEqualTo(lost.peerId());
    assertThat(accepted.volumes()).containsExactly("v1");

    IdentityState now = restart();
    assertThat(now.peerId()).isEqualTo(lost.peerId());
    assertThat(now.clusterId()).isEqualTo(lost.clusterId());
    assertThat(now.secret()).isEqualTo(lost.state().secret());
    assertThat(now.etcd()).isNotNull();
    assertThat(folder.resolve("fresh/bricks/b1.json")).hasContent("origin");
    assertThat(folder.resolve("fresh/tls/authority.key")).hasContent("ca-secret");
    assertThat(read(keys.birth(), Birth.class)).isEqualTo(new Birth(new UUID(5, 5), 4));
    assertThat(read(keys.engine(), Engine.class))
        .isEqualTo(new Engine(lost.peerId(), 5, "default"));
    assertThat(after.get(keys.volume("v1"))).isPresent();
    assertThat(after.list(keys.members()).entries()).isEmpty();
    assertThat(after.list(keys.events()).entries()).hasSize(1);
    assertThat(stage().pending()).isEmpty();
    assertThat(folder.resolve("fresh/restore/content")).doesNotExist();
  }

  @Test
  void theAuthorityOfTheClusterStaysAndCertifiesTheNode() throws IOException {
    Files.delete(folder.resolve("lost/tls/authority.key"));
    PeerName name = new PeerName(lost.clusterId(), lost.peerId());
    NodeCertificates authority = NodeCertificates.open(folder.resolve("lost"), Clock.systemUTC());
    authority.found(name, List.of("h1"));
    before.commit(
        List.of(),
        List.of(
            new Change.Put(
                keys.authority(), authority.authorityText().orElseThrow().getBytes(UTF_8))));
    NodeCertificates.open(folder.resolve("fresh"), Clock.systemUTC())
        .found(new PeerName(fresh.clusterId(), fresh.peerId()), List.of("h1"));
    write();
    accept(false);
    restart();
    NodeCertificates now = NodeCertificates.open(folder.resolve("fresh"), Clock.systemUTC());
    assertThat(now.authorityText()).isEqualTo(authority.authorityText());
    assertThat(now.signer()).isPresent();
    assertThat(now.ready(name)).isTrue();
    assertThat(after.get(keys.authority())).isPresent();
  }

  @Test
  void withoutItsKeyTheClusterGetsAnotherAuthority() throws IOException {
    Files.delete(folder.resolve("lost/tls/authority.key"));
    NodeCertificates.open(folder.resolve("fresh"), Clock.systemUTC())
        .found(new PeerName(fresh.clusterId(), fresh.peerId()), List.of("h1"));
    put(keys.authority(), "of the authority that nobody has");
    write();
    accept(false);
    restart();
    assertThat(NodeCertificates.open(folder.resolve("fresh"), Clock.systemUTC()).authority())
        .isEmpty();
    assertThat(after.get(keys.authority())).isEmpty();
  }

  @Test
  void openOperationsEndAndNothingOfThemIsUndone() throws IOException {
    Operation open = operation(OperationState.UNDOING, null);
    Operation ended = operation(OperationState.ENDED, Outcome.ROLLED_BACK);
    put(keys.operation(open.id()), open);
    put(keys.operation(ended.id()), ended);
    put(keys.debt(TWO, open.id()), "debt");
    put(keys.tombstone(TWO, VOLUME), "dead");
    put(keys.key("hash"), "use");
    write();
    accept(false);
    restart();
    Operation interrupted = read(keys.operation(open.id()), Operation.class);
    assertThat(interrupted.open()).isFalse();
    assertThat(interrupted.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(interrupted.error())
        .extracting(error -> error == null ? "" : error.message())
        .asString()
        .contains("interrupted by restore");
    assertThat(read(keys.operation(ended.id()), Operation.class)).isEqualTo(ended);
    assertThat(after.list(keys.debts()).entries()).isEmpty();
    assertThat(after.list(keys.tombstones()).entries()).isEmpty();
    assertThat(after.get(keys.key("hash"))).isEmpty();
    assertThat(after.list(keys.restored() + "told/").entries()).hasSize(2);
    RestoreRecord record = StoreFilling.last(after, keys).orElseThrow();
    assertThat(record.interrupted()).isEqualTo(1);
    assertThat(record.told()).isEqualTo(2);
    assertThat(record.generation()).isEqualTo(1);
  }

  @Test
  void aDeathInBetweenIsMadeGood() throws IOException {
    put(keys.volume("v1"), "volume");
    write();
    accept(false);
    stage().begin();
    // the store went away in the middle, the node died, and begins anew
    after.setAway(true);
    assertThatThrownBy(() -> new StoreFilling(stage(), Clock.systemUTC()).fill(after))
        .isInstanceOf(ClusterException.class);
    after.setAway(false);
    after.commit(
        List.of(),
        List.of(
            new Change.Put(
                keys.restored() + "running",
                Json.write(new StoreFilling.Running(stage().pending().orElseThrow().id()))),
            new Change.Put(keys.volume("v1"), Json.write("half"))));
    IdentityState first = NodeIdentity.open(folder.resolve("fresh")).state();
    assertThat(restart()).isEqualTo(first);
    assertThat(read(keys.volume("v1"), String.class)).isEqualTo("volume");
    assertThat(after.get(keys.restored() + "running")).isEmpty();
    // and once more, when only the note that it is done was lost
    assertThat(restart()).isEqualTo(first);
  }

  @Test
  void aStoreThatHoldsTheClusterIsLeftAlone() throws IOException {
    write();
    accept(false);
    stage().begin();
    after.commit(List.of(), List.of(new Change.Put(keys.volume("v0"), Json.write("other"))));
    assertThatThrownBy(() -> new StoreFilling(stage(), Clock.systemUTC()).fill(after))
        .hasMessageContaining("already");
    assertThat(after.list(keys.root()).entries()).hasSize(1);
  }

  @Test
  void aNodeThatIsNotFreshIsLeftAlone() throws IOException {
    write();
    ClusterKeys own = new ClusterKeys(fresh.clusterId());
    after.commit(List.of(), List.of(new Change.Put(own.volume("mine"), Json.write("v"))));
    assertThatThrownBy(() -> accept(false)).hasMessageContaining("has volumes");
    after.commit(
        List.of(),
        List.of(
            new Change.Delete(own.volume("mine")),
            new Change.Put(own.peer(TWO), Json.write("p")),
            new Change.Put(own.peer(fresh.peerId()), Json.write("p"))));
    assertThatThrownBy(() -> accept(false)).hasMessageContaining("other peers");
    assertThat(stage().pending()).isEmpty();
    assertThat(folder.resolve("fresh/restore")).doesNotExist();
  }

  @Test
  void whoIsNoneOfThePeersIsAsked() throws IOException {
    write();
    ClusterRestore elsewhere =
        new ClusterRestore(
            fresh, stage(), new BrickMarks(new LinuxFileSystem()), "new:1", Clock.systemUTC());
    Opening opening = Opening.with(KEYS.key());
    assertThatThrownBy(() -> elsewhere.accept(() -> after, backup, opening, null, false))
        .hasMessageContaining("say as which of its peers")
        .hasMessageContaining("n2, 127.0.0.1:1");
    assertThat(elsewhere.accept(() -> after, backup, opening, TWO, false).peer()).isEqualTo(TWO);
  }

  @Test
  void bricksOfOtherVolumesAreNoPlaceForIt() throws IOException {
    Path brick = Files.createDirectories(folder.resolve("brick"));
    put(
        keys.brick(lost.peerId(), brick.toString()),
        new Brick(
            UUID.randomUUID(),
            VOLUME,
            "v1",
            lost.peerId(),
            "h1",
            brick.toString(),
            BrickType.BRICK,
            0,
            0));
    write();
    new LinuxFileSystem()
        .setXattr(brick, "trusted.glusterfs.volume-id", "another volume's".getBytes(UTF_8));
    assertThatThrownBy(() -> accept(false))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("this node's bricks are not those of the backup");
  }

  @Test
  void aLostNodeComesBackAsAClientOfTheOthers() throws IOException {
    write();
    assertThat(accept(true).nodeOnly()).isTrue();
    IdentityState now = restart();
    assertThat(now.peerId()).isEqualTo(lost.peerId());
    assertThat(now.membership().phase()).isEqualTo(Phase.MEMBER);
    assertThat(now.etcd()).isNull();
    assertThat(now.peers())
        .singleElement()
        .satisfies(peer -> assertThat(peer.peer()).isEqualTo(TWO));
    assertThat(after.list("").entries()).isEmpty();
    assertThat(Optional.of(stage()).flatMap(RestoreStage::pending)).isEmpty();
  }
}
