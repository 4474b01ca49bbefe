package dev.bricklayer.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.WatchedClusterView;
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
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupScheduleTest {
  private static final Keys KEYS = Keys.ec();
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;
  private final InMemoryStore store = new InMemoryStore();
  private final List<String> told = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));
  private NodeIdentity self;
  private ClusterKeys keys;
  private WatchedClusterView view;

  /** A clock that stands where the test has put it. */
  private final class Standing extends Clock {
    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return java.util.Objects.requireNonNull(now.get());
    }
  }

  @BeforeEach
  void begin() throws IOException {
    self = NodeIdentity.open(folder.resolve("self"));
    keys = new ClusterKeys(self.clusterId());
    view = new WatchedClusterView(store, keys);
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(KEYS.certificate());
    }
    Files.writeString(folder.resolve("backup.pem"), text.toString());
  }

  @AfterEach
  void end() {
    view.close();
    store.close();
  }

  private BackupSchedule schedule(int keep, int copies, String certificate) {
    BackupSettings settings =
        new BackupSettings(
            DAY, keep, folder.resolve("backups"), folder.resolve(certificate), copies);
    BackupSchedule.Listener listener =
        new BackupSchedule.Listener() {
          @Override
          public void written(String name, int made) {
            told.add("written, copies " + made);
          }

          @Override
          public void failed(String why) {
            told.add("failed");
          }
        };
    PeerClient client = new PeerClient(self);
    ClusterBackup backup =
        new ClusterBackup(
            self,
            new NodeFiles(folder.resolve("self")),
            new NodeFileCalls(client),
            "1",
            new Standing());
    return new BackupSchedule(
        settings, backup, new BackupCopies(client), listener, new Standing(), nanos::get);
  }

  private void look(BackupSchedule schedule) {
    schedule.look(store, view, self.peerId());
  }

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
    now.updateAndGet(before -> before.plus(time));
  }

  private List<Path> files(String where) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve(where))) {
      return all.sorted().toList();
    }
  }

  @Test
  void oneIsWrittenWhenItIsTimeAndTheNewestStay() throws IOException {
    BackupSchedule schedule = schedule(2, 0, "backup.pem");
    look(schedule);
    look(schedule);
    assertThat(told).containsExactly("written, copies 0");
    Files.writeString(folder.resolve("backups/notes.txt"), "not ours");
    for (int i = 0; i < 3; i++) {
      passes(DAY);
      look(schedule);
    }
    assertThat(told).hasSize(4);
    assertThat(files("backups")).hasSize(3).last().asString().endsWith("notes.txt");
    assertThat(schedule.succeeded()).contains(new Standing().instant());
    assertThat(schedule.failure()).isEmpty();
    Told content = new Told();
    BackupFile.read(files("backups").get(1), Opening.with(KEYS.key()), content);
    assertThat(content.lines).contains("secret " + self.state().secret());
  }

  @Test
  void aRestartDoesNotWriteOneTooEarlyAndAWrongClockNotTooOften() {
    look(schedule(5, 0, "backup.pem"));
    passes(Duration.ofHours(1));
    look(schedule(5, 0, "backup.pem"));
    assertThat(told).hasSize(1);
    // the newest is of the future: written once, and then by the time that goes on here
    now.updateAndGet(before -> before.minus(Duration.ofDays(90)));
    BackupSchedule schedule = schedule(5, 0, "backup.pem");
    for (int i = 0; i < 5; i++) {
      look(schedule);
    }
    assertThat(told).hasSize(2);
  }

  @Test
  void oneThatFailsIsToldAndTriedAgainSooner() throws IOException {
    BackupSchedule schedule = schedule(5, 0, "missing.pem");
    look(schedule);
    look(schedule);
    assertThat(told).containsExactly("failed");
    assertThat(schedule.failure()).get().asString().contains("missing.pem cannot be read");
    Files.copy(folder.resolve("backup.pem"), folder.resolve("missing.pem"));
    passes(Duration.ofMinutes(6));
    look(schedule);
    assertThat(told).containsExactly("failed", "written, copies 0");
    assertThat(schedule.failure()).isEmpty();
  }

  @Test
  void copiesLieOnOtherNodes() throws IOException {
    NodeIdentity other = NodeIdentity.open(folder.resolve("other"));
    other.update(state -> state.withCluster(self.clusterId(), self.state().secret()));
    PeerCalls calls = new PeerCalls();
    BackupCopies.serve(calls, folder.resolve("copies"));
    NodeFileCalls.serve(calls, new NodeFiles(folder.resolve("other")));
    try (LinkServer server =
        new LinkServer("127.0.0.1", 0, other, calls, OptionalInt::empty, OptionalInt::empty)) {
      String address = "127.0.0.1:" + server.port();
      // larger than one piece
      store.commit(
          List.of(),
          List.of(
              new Change.Put(keys.volume("big"), java.security.SecureRandom.getSeed(8)),
              new Change.Put(keys.volume("noise"), noise())));
      long revision =
          store
              .commit(
                  List.of(),
                  List.of(
                      new Change.Put(
                          keys.peer(other.peerId()),
                          Json.write(
                              new Peer(
                                  other.peerId(),
                                  "n2",
                                  List.of(address),
                                  List.of(address),
                                  Map.of(),
                                  1)))))
              .revision();
      assertThat(view.awaitRevision(revision, Duration.ofSeconds(20))).isTrue();
      look(schedule(5, 1, "backup.pem"));
      assertThat(told).containsExactly("written, copies 1");
      assertThat(files("copies")).hasSize(1);
      assertThat(files("copies").get(0)).hasSameBinaryContentAs(files("backups").get(0));
      passes(DAY);
      BackupSchedule wanting = schedule(5, 2, "backup.pem");
      look(wanting);
      assertThat(wanting.failure()).contains("only 1 of 2 copies are on other nodes");
      // another backup would not help, and would drive older ones out
      passes(Duration.ofHours(1));
      look(wanting);
      assertThat(told).hasSize(2);
    }
  }

  private static byte[] noise() {
    byte[] noise = new byte[1 << 20];
    new java.util.Random(1).nextBytes(noise);
    return noise;
  }

  @Test
  void whatIsNoBackupIsNotKeptAsACopy() throws IOException {
    BackupFolder copies = new BackupFolder(folder.resolve("copies"));
    for (String name : List.of("../x.backup", "identity", "00000000-20260101T000000Z.backup/x")) {
      assertThatThrownBy(
              () ->
                  BackupCopies.take(copies, new BackupCopies.Piece(name, 0, new byte[1], true, 1)))
          .isInstanceOf(ClusterException.class);
    }
    String name = "00000000-20260101T000000Z.backup";
    assertThatThrownBy(
            () -> BackupCopies.take(copies, new BackupCopies.Piece(name, 0, new byte[9], true, 1)))
        .hasMessageContaining("no backup of a Bricklayer cluster");
    assertThatThrownBy(
            () -> BackupCopies.take(copies, new BackupCopies.Piece(name, 7, new byte[9], false, 1)))
        .hasMessageContaining("begin anew");
    assertThat(files("copies").stream().filter(file -> file.toString().endsWith(".backup")))
        .isEmpty();
  }
}
