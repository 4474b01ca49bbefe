package dev.bricklayer.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.cluster.RestSecret;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.node.identity.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One secret on the nodes of one cluster, whatever each had before. */
class NodeSecretsTest {
  private static final String FIRST = "1".repeat(64);
  private static final String SECOND = "2".repeat(64);
  private static final String THIRD = "3".repeat(64);

  @TempDir Path folder;

  private final InMemoryStore store = new InMemoryStore();
  private final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  private final WatchedClusterView view = new WatchedClusterView(store, keys);
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    view.close();
    store.close();
  }

  /** A node's state folder and what a process has of it. */
  private final class Node {
    private final UUID id = UUID.randomUUID();
    private final Path file;
    private NodeSecrets secrets;

    private Node(String name, String secret) throws IOException {
      Path state = Files.createDirectories(folder.resolve(name));
      file = state.resolve("auth");
      if (!secret.isEmpty()) {
        Files.writeString(file, secret);
      }
      secrets = opened();
    }

    private NodeSecrets opened() throws IOException {
      return NodeSecrets.open(
          SecretFile.at(file), new DurableFile(file.resolveSibling("auth.origin")), nanos::get);
    }

    private Node in(ClusterKeys cluster, boolean alone) {
      secrets.enter(cluster.clusterId(), alone);
      return this;
    }

    private Node restarted() throws IOException {
      secrets = opened();
      return in(keys, false);
    }

    private Node keeps(boolean alone) {
      new SecretKeeper(id, alone, store, view, secrets).keep();
      follow();
      new SecretKeeper(id, alone, store, view, secrets).keep();
      return this;
    }

    private List<String> accepts() {
      return secrets.accepted().stream().map(bytes -> new String(bytes, UTF_8)).toList();
    }

    private String inFile() throws IOException {
      return Files.readString(file);
    }
  }

  private void put(String key, Object value) {
    store.commit(List.of(), List.of(new Change.Put(key, Json.write(value))));
    follow();
  }

  /** Until the copy of the configuration is the store's. */
  private void follow() {
    long now =
        store
            .commit(List.of(), List.of(new Change.Put(keys.root() + "mark", new byte[0])))
            .revision();
    assertThat(view.awaitRevision(now, Duration.ofSeconds(30))).isTrue();
  }

  private String clusters() {
    return Json.read(store.get(keys.restSecret()).orElseThrow().value(), RestSecret.class).secret();
  }

  private RestSecret rotate(Duration grace) {
    new SecretRotation(store, keys).rotate(grace);
    follow();
    return view.restSecret().orElseThrow();
  }

  @Test
  void theFirstNodesSecretBecomesTheClustersAndJoinersTakeIt() throws Exception {
    Node founder = new Node("one", FIRST).in(keys, true).keeps(true);
    assertThat(clusters()).isEqualTo(FIRST);
    Node joiner = new Node("two", SECOND);
    joiner.in(new ClusterKeys(UUID.randomUUID()), true);
    assertThat(joiner.accepts()).containsExactly(SECOND);
    joiner.in(keys, false);
    assertThatThrownBy(joiner::accepts)
        .as("what it had is not accepted here, and the cluster's is not known yet")
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    joiner.keeps(false);
    assertThat(joiner.accepts()).containsExactly(FIRST).isEqualTo(founder.accepts());
    assertThat(joiner.inFile()).isEqualTo(FIRST);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(joiner.file)))
        .isEqualTo("rw-------");
    assertThat(joiner.restarted().accepts()).as("without the store").containsExactly(FIRST);
  }

  @Test
  void aNodeThatLeavesMakesAnotherOne() throws Exception {
    Node node = new Node("one", FIRST).in(keys, true).keeps(true);
    ClusterKeys own = new ClusterKeys(UUID.randomUUID());
    node.in(own, true);
    assertThat(node.accepts()).hasSize(1).doesNotContain(FIRST);
    assertThat(node.inFile()).hasSize(64).isEqualTo(node.accepts().get(0)).isNotEqualTo(FIRST);
    String made = node.inFile();
    node.secrets = node.opened();
    node.in(own, true);
    assertThat(node.accepts()).containsExactly(made);
  }

  @Test
  void clustersWithASecretOnEachNodeComeTogetherAndShutNobodyOut() throws Exception {
    Node engine = new Node("one", FIRST).in(keys, false);
    Node two = new Node("two", SECOND).in(keys, false);
    two.keeps(false);
    assertThat(store.get(keys.restSecret())).as("not this node's to note").isEmpty();
    assertThat(two.accepts()).containsExactly(SECOND);
    put(keys.engine(), new Engine(engine.id, 1, "default"));
    engine.keeps(false);
    two.keeps(false);
    assertThat(clusters()).isEqualTo(FIRST);
    assertThat(two.accepts()).containsExactly(FIRST, SECOND);
    assertThat(engine.accepts()).containsExactly(FIRST);
    assertThat(two.inFile()).isEqualTo(FIRST);
    nanos.addAndGet(NodeSecrets.GRACE.toNanos());
    assertThat(two.accepts()).containsExactly(FIRST);
  }

  @Test
  void aRotationIsFollowedAndTheOldOneEndsWithTheLease() throws Exception {
    Node one = new Node("one", FIRST).in(keys, true).keeps(true);
    Node two = new Node("two", FIRST).in(keys, false).keeps(false);
    RestSecret now = rotate(Duration.ofMinutes(10));
    assertThat(now.generation()).isEqualTo(2);
    assertThat(now.secret()).hasSize(64).isNotEqualTo(FIRST);
    for (Node node : List.of(one.keeps(false), two.keeps(false))) {
      assertThat(node.accepts()).containsExactly(now.secret(), FIRST);
      assertThat(node.inFile()).isEqualTo(now.secret());
    }
    RestSecret third = rotate(Duration.ofMinutes(10));
    assertThat(one.keeps(false).accepts())
        .containsExactlyInAnyOrder(third.secret(), now.secret(), FIRST);
    store.commit(List.of(), List.of(new Change.Delete(keys.formerRestSecret(1))));
    follow();
    assertThat(one.keeps(false).accepts()).containsExactly(third.secret(), now.secret());
    nanos.addAndGet(Duration.ofMinutes(10).toNanos());
    assertThat(one.accepts()).as("also while the store is away").containsExactly(third.secret());
  }

  @Test
  void withoutGraceTheOldOneIsRefusedAlsoByANodeThatWasAway() throws Exception {
    Node one = new Node("one", FIRST).in(keys, true).keeps(true);
    Node away = new Node("two", FIRST).in(keys, false).keeps(false);
    RestSecret second = rotate(Duration.ofMinutes(10));
    one.keeps(false);
    RestSecret third = rotate(Duration.ZERO);
    assertThat(one.keeps(false).accepts()).containsExactly(third.secret());
    assertThat(store.list(keys.formerRestSecrets()).entries()).isEmpty();
    assertThat(second.secret()).isNotEqualTo(third.secret());
    assertThat(away.restarted().accepts()).containsExactly(FIRST);
    assertThat(away.keeps(false).accepts()).containsExactly(third.secret());
  }

  @Test
  void aFileThatWasChangedByHandLosesToTheClustersAndIsAcceptedForAWhile() throws Exception {
    Node node = new Node("one", FIRST).in(keys, true).keeps(true);
    Files.writeString(node.file, THIRD);
    node.restarted().keeps(false);
    assertThat(node.accepts()).containsExactly(FIRST, THIRD);
    assertThat(node.inFile()).isEqualTo(FIRST);
  }

  @Test
  void aMissingFileIsMadeAndOneThatCannotBeWrittenIsWrittenLater() throws Exception {
    Node node = new Node("one", "").in(keys, true).keeps(true);
    assertThat(node.inFile()).hasSize(64).isEqualTo(clusters());
    Path draft = Files.createDirectories(node.file.resolveSibling(".auth.new").resolve("x"));
    RestSecret now = rotate(Duration.ofMinutes(10));
    node.keeps(false);
    assertThat(node.accepts()).startsWith(now.secret());
    assertThat(node.inFile()).isNotEqualTo(now.secret());
    Files.delete(draft);
    node.keeps(false);
    assertThat(node.inFile()).isEqualTo(now.secret());
  }

  @Test
  void twoRotationsAtOnceAreOne() {
    put(keys.restSecret(), new RestSecret(FIRST, 1, 0));
    var read = store.get(keys.restSecret()).orElseThrow();
    rotate(Duration.ZERO);
    assertThat(store.commit(List.of(Guard.unchanged(read)), List.of()).applied()).isFalse();
    for (long seconds : new long[] {-1, 3, 90_000}) {
      assertThatThrownBy(() -> rotate(Duration.ofSeconds(seconds)))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("it must be 0, or from 10 to 86400");
    }
  }

  @Test
  void aFileAtAPlaceOfTheUsersIsAlsoForTheGroupWhereThereIsOne() throws Exception {
    Path file = folder.resolve("secret");
    SecretFile.configured(file).write(FIRST);
    PosixFileAttributes written = Files.readAttributes(file, PosixFileAttributes.class);
    assertThat(PosixFilePermissions.toString(written.permissions()))
        .isEqualTo(written.group().getName().equals("gluster") ? "rw-r-----" : "rw-------");
    assertThat(SecretFile.configured(file).read()).contains(FIRST);
  }

  @Test
  void nothingShowsTheSecret() {
    assertThat(new RestSecret(FIRST, 7, 0).toString()).doesNotContain(FIRST).contains("7");
  }
}
