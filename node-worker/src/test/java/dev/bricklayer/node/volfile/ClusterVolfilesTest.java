package dev.bricklayer.node.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.volfile.SelfHealGraph;
import dev.bricklayer.activities.volfile.VolfileCache;
import dev.bricklayer.activities.volfile.VolfileGenerator;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.node.rpc.RpcPeer;
import dev.bricklayer.node.rpc.Spec;
import dev.bricklayer.node.rpc.SpecRequest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterVolfilesTest {
  @TempDir Path temp;
  private final Peer self = Examples.peer(1);
  private final InMemoryStore store = new InMemoryStore();
  private final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  private final WatchedClusterView view = new WatchedClusterView(store, keys);
  private Optional<ClusterView> known = Optional.of(view);
  private VolfileCache cache;
  private ClusterVolfiles volfiles;

  @BeforeEach
  void open() {
    cache = new VolfileCache(temp);
    VolfileGenerator generator = new VolfileGenerator(XlatorTables.of(List.of()));
    volfiles =
        new ClusterVolfiles(
            self.id(),
            () -> known,
            () -> generator,
            new OpVersions(() -> XlatorTables.of(List.of())),
            cache,
            new SelfHealGraph(self.id(), () -> generator),
            temp.resolve("glustershd.pid"),
            new VolfileAccess(new LinuxFileSystem(), temp, /* byAddress= */ false));
  }

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  @Test
  void bricksWhosePathsAreTheSameWithDashesGetTheirOwnFolders() {
    Brick one = Examples.brick(volume("q"), self, "/b/q-1", 0);
    Brick two = Examples.brick(volume("q"), self, "/b/q/1", 1).withVolfileSuffix("~01234567");
    register(volume("q"), List.of(two, one));
    assertThat(one.volfileId()).isEqualTo("q." + self.id() + ".b-q-1");
    assertThat(directory(one.volfileId())).contains("/b/q-1");
    assertThat(directory(two.volfileId())).contains("/b/q/1");
  }

  /** Of before there were suffixes: whoever runs with that key is answered as ever. */
  @Test
  void thePlainKeyOfTwoOldBricksIsAnswered() {
    Brick one = Examples.brick(volume("q"), self, "/b/q-1", 0);
    Brick two = Examples.brick(volume("q"), self, "/b/q/1", 1);
    register(volume("q"), List.of(one, two));
    assertThat(directory("q." + self.id() + ".b-q-1")).contains("/b/q-1");
  }

  @Test
  void whatWasServedOfAVolumeIsForgottenWhenItWasDeletedAndNotWhenItIsMissing() {
    Brick brick = Examples.brick(volume("v1"), self, "/b/v1", 0);
    register(volume("v1"), List.of(brick));
    record(1, OperationKind.CREATE_VOLUME);
    assertThat(directory(brick.volfileId())).isPresent();

    commit(Examples.deletes(keys, volume("v1"), List.of(brick)));
    volfiles.forgetDeleted("v1");
    assertThat(cache.get(brick.volfileId())).isPresent();

    record(2, OperationKind.DELETE_VOLUME);
    volfiles.forgetDeleted("v1");
    assertThat(cache.get(brick.volfileId())).isEmpty();
  }

  @Test
  void anEarlierDeletionOfTheNameIsNoProof() {
    record(1, OperationKind.DELETE_VOLUME);
    record(2, OperationKind.CREATE_VOLUME);
    Brick brick = Examples.brick(volume("v1"), self, "/b/v1", 0);
    register(volume("v1"), List.of(brick));
    assertThat(directory(brick.volfileId())).isPresent();
    commit(Examples.deletes(keys, volume("v1"), List.of(brick)));
    volfiles.forgetDeleted("v1");
    assertThat(cache.get(brick.volfileId())).isPresent();
  }

  @Test
  void strangersGetNoBricksVolfileAndNoCredentials() {
    Brick brick = Examples.brick(volume("v1"), self, "/b/v1", 0);
    register(volume("v1"), List.of(brick));
    assertThat(text(brick.volfileId(), RpcPeer.unixSocket())).hasValueSatisfying(holdsPassword());
    assertThat(text(brick.volfileId(), STRANGER)).isEmpty();
    assertThat(text(brick.volfileId(), rootOfPeer())).isEmpty();
    assertThat(text("gluster/glustershd/" + self.id(), STRANGER)).isEmpty();

    assertThat(text("v1", STRANGER)).hasValueSatisfying(holdsNoPassword());
    assertThat(text("v1", rootOfPeer())).hasValueSatisfying(holdsPassword());
    assertThat(text("v1", anybodyOfPeer())).hasValueSatisfying(holdsNoPassword());
  }

  /** What was served to root of another node is not what a stranger gets from the cache. */
  @Test
  void strangersGetNoCredentialsWhileTheConfigurationIsAway() {
    Brick brick = Examples.brick(volume("v1"), self, "/b/v1", 0);
    register(volume("v1"), List.of(brick));
    assertThat(text(brick.volfileId(), RpcPeer.unixSocket())).isPresent();
    assertThat(text("v1", STRANGER)).isPresent();
    assertThat(text("v1", rootOfPeer())).isPresent();
    known = Optional.empty();
    assertThat(text(brick.volfileId(), STRANGER)).isEmpty();
    assertThat(text("v1", STRANGER)).hasValueSatisfying(holdsNoPassword());
    assertThat(text("v1", RpcPeer.unixSocket())).hasValueSatisfying(holdsPassword());
    assertThat(text(brick.volfileId(), RpcPeer.unixSocket())).hasValueSatisfying(holdsPassword());
  }

  @Test
  void aRejectedAddressGetsNoVolfile() {
    Volume rejecting =
        volume("v1").withOptions(Map.of("protocol/server.auth.reject", "192.0.2.0/24"));
    register(rejecting, List.of(Examples.brick(rejecting, self, "/b/v1", 0)));
    assertThat(text("v1", STRANGER)).isEmpty();
    assertThat(text("v1", rootOfPeer())).isPresent();
  }

  private static final RpcPeer STRANGER = from("192.0.2.7", 1000);

  private RpcPeer rootOfPeer() {
    return from(self.host(), 1000);
  }

  private RpcPeer anybodyOfPeer() {
    return from(self.host(), 40_000);
  }

  private static RpcPeer from(String address, int port) {
    return RpcPeer.tcp(
        new InetSocketAddress(address, port), new InetSocketAddress("192.0.2.1", 24007));
  }

  private static Consumer<String> holdsPassword() {
    return text -> assertThat(text).contains("password secret");
  }

  private static Consumer<String> holdsNoPassword() {
    return text -> assertThat(text).contains("protocol/client").doesNotContain("secret");
  }

  private Optional<String> text(String key, RpcPeer peer) {
    Spec spec =
        volfiles.getspec(new SpecRequest(key, false, 0, Integer.MAX_VALUE, Optional.empty(), peer));
    return spec instanceof Spec.Found found ? Optional.of(found.text()) : Optional.empty();
  }

  private static Volume volume(String name) {
    Volume like = Examples.volume(name, 1);
    return new Volume(
        like.id(),
        name,
        like.state(),
        like.transport(),
        Stream.of("s").map(s -> new Subvol(s, SubvolType.DISTRIBUTE, 1, 0, 0, 0)).toList(),
        like.options(),
        like.metadata(),
        like.auth(),
        0);
  }

  private Optional<String> directory(String key) {
    Spec spec =
        volfiles.getspec(
            new SpecRequest(
                key, false, 0, Integer.MAX_VALUE, Optional.empty(), RpcPeer.unixSocket()));
    return spec instanceof Spec.Found found
        ? found
            .text()
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("option directory "))
            .map(line -> line.substring("option directory ".length()))
            .findFirst()
        : Optional.empty();
  }

  private void register(Volume volume, List<Brick> bricks) {
    List<Change> changes = new ArrayList<>(Examples.puts(keys, volume, bricks));
    changes.add(new Change.Put(keys.peer(self.id()), Json.write(self)));
    commit(changes);
  }

  private void record(int number, OperationKind kind) {
    Operation operation = Examples.operation(number, kind, "volume/v1");
    commit(
        List.of(
            new Change.Put(
                keys.operation(operation.id()),
                Json.write(operation.ended(Examples.NOW, Outcome.SUCCEEDED, null, List.of())))));
  }

  private void commit(List<Change> changes) {
    long revision = store.commit(List.of(), changes).revision();
    assertThat(view.awaitRevision(revision, Duration.ofSeconds(20))).isTrue();
  }
}
