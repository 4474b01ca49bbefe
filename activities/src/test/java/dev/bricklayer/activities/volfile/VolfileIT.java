package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.xlator.InstalledXlators;
import dev.bricklayer.activities.xlator.OptionGroups;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.store.Eventually;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated volfiles, run by the installed glusterfs: bricks, mounts, healing. */
class VolfileIT {

  private static final Subvol REPLICA_3 =
      new Subvol("v-replicate-0", SubvolType.REPLICATE, 3, 0, 0, 0);
  private static final Subvol ARBITER =
      new Subvol("v-replicate-0", SubvolType.REPLICATE, 2, 1, 0, 0);
  private static final Subvol DISPERSE =
      new Subvol("v-disperse-0", SubvolType.DISPERSE, 0, 0, 3, 1);

  private static XlatorTables tables = XlatorTables.of(List.of());

  @TempDir Path folder;

  @BeforeAll
  static void readTables(@TempDir Path cache) {
    tables = new InstalledXlators(InstalledXlators.folder("glusterfsd"), cache).read();
  }

  @Test
  void installedTablesGiveTheStoredTexts() throws Exception {
    for (GoldenVolumes volume : GoldenVolumes.all()) {
      for (Map.Entry<String, String> text : volume.texts(tables).entrySet()) {
        assertThat(GoldenVolumes.FOLDER.resolve(text.getKey())).hasContent(text.getValue());
      }
    }
  }

  @Test
  void replicaThreeStoresEachFileThrice() throws Exception {
    try (RunningVolume running = running(3, REPLICA_3)) {
      byte[] data = data();
      Files.write(running.mount(true).resolve("file"), data);
      assertThat(running.mount(false).resolve("file")).hasBinaryContent(data);
      for (int i = 0; i < 3; i++) {
        assertThat(Path.of(running.brick(i).path(), "file")).hasBinaryContent(data);
      }
    }
  }

  /**
   * AFR chooses a quorum by itself as long as the volfile does not say {@code none}, which is what
   * the option's table names as its default: a reason not to write plain defaults.
   */
  @Test
  void aWrittenDefaultWouldTakeTheQuorumAway() throws Exception {
    assertThat(tables.find("replicate").orElseThrow().option("quorum-type"))
        .hasValueSatisfying(option -> assertThat(option.defaultValue()).isEqualTo("none"));
    VolumeView view =
        Volumes.withOptions(volume(3, REPLICA_3), Map.of("cluster/replicate.quorum-type", "none"));
    try (RunningVolume running = new RunningVolume(view, tables, folder)) {
      Path mount = running.mount(true);
      running.kill(0);
      running.kill(1);
      Files.writeString(mount.resolve("file"), "one");
    }
  }

  @Test
  void replicaThreeTakesNoWritesWithoutAMajority() throws Exception {
    try (RunningVolume running = running(3, REPLICA_3)) {
      Path mount = running.mount(true);
      Files.writeString(mount.resolve("file"), "three");
      running.kill(0);
      Files.writeString(mount.resolve("file"), "two");
      running.kill(1);
      assertThatThrownBy(() -> Files.writeString(mount.resolve("other"), "one"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void theArbiterHoldsNamesOnlyAndKeepsTheQuorum() throws Exception {
    try (RunningVolume running = running(3, ARBITER)) {
      Path mount = running.mount(true);
      byte[] data = data();
      Files.write(mount.resolve("file"), data);
      assertThat(Path.of(running.brick(0).path(), "file")).hasBinaryContent(data);
      assertThat(Path.of(running.brick(1).path(), "file")).hasBinaryContent(data);
      assertThat(Path.of(running.brick(2).path(), "file")).isEmptyFile();
      running.kill(0);
      Files.write(mount.resolve("second"), data);
      assertThat(mount.resolve("second")).hasBinaryContent(data);
    }
  }

  @Test
  void disperseReadsWithOneBrickLost() throws Exception {
    try (RunningVolume running = running(3, DISPERSE)) {
      Path mount = running.mount(true);
      byte[] data = data();
      Files.write(mount.resolve("file"), data);
      assertThat(Files.size(Path.of(running.brick(0).path(), "file")))
          .isBetween(1L, data.length - 1L);
      running.kill(2);
      assertThat(running.mount(false).resolve("file")).hasBinaryContent(data);
      Files.write(mount.resolve("second"), data);
      assertThat(mount.resolve("second")).hasBinaryContent(data);
    }
  }

  @Test
  void distributeSpreadsFiles() throws Exception {
    Subvol[] subvols = new Subvol[3];
    for (int i = 0; i < 3; i++) {
      subvols[i] = new Subvol("v-distribute-" + i, SubvolType.DISTRIBUTE, 1, 0, 0, 0);
    }
    try (RunningVolume running = running(1, subvols)) {
      Path mount = running.mount(true);
      for (int i = 0; i < 30; i++) {
        Files.writeString(mount.resolve("file" + i), "text " + i);
      }
      Path other = running.mount(false);
      for (int i = 0; i < 30; i++) {
        assertThat(other.resolve("file" + i)).hasContent("text " + i);
      }
      for (int i = 0; i < 3; i++) {
        try (Stream<Path> files = Files.list(Path.of(running.brick(i).path()))) {
          assertThat(files.filter(Files::isRegularFile)).hasSizeBetween(1, 29);
        }
      }
    }
  }

  @Test
  void distributedReplicateWorks() throws Exception {
    Subvol second = new Subvol("v-replicate-1", SubvolType.REPLICATE, 2, 0, 0, 0);
    Subvol first = new Subvol("v-replicate-0", SubvolType.REPLICATE, 2, 0, 0, 0);
    try (RunningVolume running = running(2, first, second)) {
      Path mount = running.mount(true);
      for (int i = 0; i < 10; i++) {
        Files.writeString(mount.resolve("file" + i), "text " + i);
      }
      running.kill(0);
      running.kill(3);
      Path other = running.mount(false);
      for (int i = 0; i < 10; i++) {
        assertThat(other.resolve("file" + i)).hasContent("text " + i);
      }
    }
  }

  @Test
  void theSelfHealDaemonRepairsAReplica() throws Exception {
    repairs(REPLICA_3);
  }

  @Test
  void theSelfHealDaemonRepairsADispersedVolume() throws Exception {
    repairs(DISPERSE);
  }

  /** The brick that was away gets what the others got, without any client's help. */
  private void repairs(Subvol subvol) throws Exception {
    try (RunningVolume running = running(3, subvol)) {
      Path mount = running.mount(true);
      Files.writeString(mount.resolve("before"), "x");
      running.kill(2);
      byte[] data = data();
      Files.write(mount.resolve("file"), data);
      running.unmount();
      running.startBrick(running.brick(2));
      Process daemon = running.selfHeal(running.brick(2).peerId());
      Path healed = Path.of(running.brick(2).path(), "file");
      long wanted = Files.size(Path.of(running.brick(1).path(), "file"));
      RunningVolume.await("the heal", () -> Files.exists(healed) && Files.size(healed) == wanted);
      Path indices = Path.of(running.brick(1).path(), ".glusterfs", "indices", "xattrop");
      RunningVolume.await("an empty index", () -> pending(indices) == 0);
      assertThat(daemon.isAlive()).isTrue();
    }
  }

  private static long pending(Path indices) throws IOException {
    try (Stream<Path> entries = Files.list(indices)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("xattrop-"))
          .count();
    }
  }

  @Test
  void onlyTrustedClientsPassAnAddressThatIsNotAllowed() throws Exception {
    VolumeView view =
        Volumes.withOptions(
            volume(3, REPLICA_3), Map.of("protocol/server.auth.allow", "10.99.0.*"));
    try (RunningVolume running = new RunningVolume(view, tables, folder)) {
      Files.writeString(running.mount(true).resolve("file"), "hello");
      assertThatThrownBy(() -> running.mount(false)).hasMessageContaining("ended");
    }
  }

  @Test
  void aNewVolumeShowsAtOnceWhatAnotherClientMade() throws Exception {
    for (Subvol subvol : List.of(REPLICA_3, DISPERSE)) {
      Path place = Files.createDirectory(folder.resolve(subvol.type().word()));
      VolumeView view =
          Volumes.withOptions(
              Volumes.volume("v", List.of(subvol), 3, "127.0.0.1", place + "/b%d"),
              OptionGroups.builtIn().defaults(subvol.type()));
      try (RunningVolume running = new RunningVolume(view, tables, place)) {
        Path one = running.mount(true);
        Path other = running.mount(true);
        assertThat(other.resolve("file")).doesNotExist();
        Files.writeString(one.resolve("file"), "hello");
        // the kernel may keep attributes for a second; a stale negative entry stays for a minute
        Eventually.await("the other client reads it", () -> reads(other.resolve("file"), "hello"));
      }
    }
  }

  private static boolean reads(Path file, String content) {
    try {
      return Files.readString(file).equals(content);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void everyOptionOfTheStoredExampleIsTaken() throws Exception {
    Map<String, String> options = new java.util.TreeMap<>(GoldenVolumes.OPTIONS);
    options.put("protocol/server.auth.allow", "127.0.0.*");
    options.remove("protocol/client.transport.socket.ssl-enabled");
    options.remove("features/read-only");
    try (RunningVolume running =
        new RunningVolume(Volumes.withOptions(volume(3, REPLICA_3), options), tables, folder)) {
      Files.writeString(running.mount(false).resolve("file"), "hello");
      running.selfHeal(running.brick(0).peerId());
      assertThat(Path.of(running.brick(0).path(), ".glusterfs", "changelogs")).isDirectory();
      assertThat(Files.readString(folder.resolve("client-0.log"))).contains("] D [");
    }
  }

  @Test
  void oddNamesAndPathsAreQuoted() throws Exception {
    Subvol subvol = new Subvol("type-replicate-0", SubvolType.REPLICATE, 2, 0, 0, 0);
    VolumeView view =
        Volumes.volume("type", List.of(subvol), 2, "127.0.0.1", folder + "/a brick \"%d\" #");
    try (RunningVolume running = new RunningVolume(view, tables, folder)) {
      Files.writeString(running.mount(false).resolve("file"), "hello");
      assertThat(Path.of(running.brick(1).path(), "file")).hasContent("hello");
    }
  }

  private RunningVolume running(int width, Subvol... subvols) throws Exception {
    return new RunningVolume(volume(width, subvols), tables, folder);
  }

  private VolumeView volume(int width, Subvol... subvols) {
    return Volumes.volume("v", Arrays.asList(subvols), width, "127.0.0.1", folder + "/b%d");
  }

  /** More than one stripe and one write-behind window, and no multiple of either. */
  private static byte[] data() {
    byte[] data = new byte[3_000_001];
    new Random(7).nextBytes(data);
    return data;
  }
}
