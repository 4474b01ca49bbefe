package dev.bricklayer.activities.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.activities.brick.VolfileResponder;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.store.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfHealDaemonIT {

  private static String graph(String... volumes) {
    StringBuilder graph = new StringBuilder();
    for (String volume : volumes) {
      graph.append(
          """
          volume VOL-client-0
              type protocol/client
              option remote-host 127.0.0.1
              option remote-subvolume /nowhere/0
              option transport-type tcp
          end-volume
          volume VOL-client-1
              type protocol/client
              option remote-host 127.0.0.1
              option remote-subvolume /nowhere/1
              option transport-type tcp
          end-volume
          volume VOL-replicate-0
              type cluster/replicate
              option iam-self-heal-daemon yes
              option self-heal-daemon on
              option afr-pending-xattr VOL-client-0,VOL-client-1
              subvolumes VOL-client-0 VOL-client-1
          end-volume
          """
              .replace("VOL", volume));
    }
    return graph
        + "volume glustershd\n type debug/io-stats\n subvolumes "
        + String.join(" ", List.of(volumes).stream().map(name -> name + "-replicate-0").toList())
        + "\nend-volume\n";
  }

  private static final String V1 = "gluster/glustershd/1";
  private static final String V1_AND_V2 = "gluster/glustershd/2";

  @TempDir Path temp;
  private VolfileResponder volfiles;
  private BrickSettings settings;
  private SelfHealDaemon daemon;

  @BeforeEach
  void open() throws Exception {
    volfiles = new VolfileResponder();
    volfiles.volfiles.put(V1, graph("v1"));
    settings =
        new BrickSettings(
            UUID.randomUUID(),
            new BrickSettings.Folders(
                temp.resolve("state"), temp.resolve("run"), temp.resolve("log")),
            BrickSettings.VolfileServer.tcp("127.0.0.1", volfiles.port()),
            BrickSettings.Programs.DEFAULT,
            BrickSettings.PortRange.DEFAULT,
            new BrickSettings.Delays(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(1)),
            2);
    volfiles.pidFile = pidFile().toString();
    daemon = new SelfHealDaemon(settings, new LinuxFileSystem());
  }

  @AfterEach
  void close() throws Exception {
    daemon.ensure(Optional.empty());
    daemon.close();
    volfiles.close();
  }

  @Test
  void runsExactlyWhileWanted() throws Exception {
    assertThat(daemon.running()).isEmpty();

    assertThat(daemon.ensure(Optional.of(V1))).isTrue();
    RunningProcess process = daemon.running().orElseThrow();
    assertThat(Files.readString(pidFile()).trim()).isEqualTo(Long.toString(process.pid()));
    assertThat(daemon.ensure(Optional.of(V1))).isTrue();
    assertThat(daemon.running()).contains(process);

    assertThat(daemon.ensure(Optional.empty())).isTrue();
    assertThat(daemon.running()).isEmpty();
    assertThat(pidFile()).doesNotExist();
    assertThat(ProcessTable.alive(process)).isFalse();
  }

  @Test
  void endsAlsoWithoutItsPidFile() throws Exception {
    daemon.ensure(Optional.of(V1));
    RunningProcess process = daemon.running().orElseThrow();
    Files.delete(pidFile());
    daemon.ensure(Optional.empty());
    assertThat(ProcessTable.alive(process)).isFalse();
  }

  @Test
  void isStartedAnewForAnotherGraph() {
    daemon.ensure(Optional.of(V1));
    assertThat(healable("v1")).isTrue();
    assertThat(healable("v2")).isFalse();

    volfiles.volfiles.put(V1_AND_V2, graph("v1", "v2"));
    RunningProcess first = daemon.running().orElseThrow();
    assertThat(daemon.ensure(Optional.of(V1_AND_V2))).isTrue();
    assertThat(daemon.running()).as("it has only just come").contains(first);

    Eventually.await("the second volume", () -> healable("v2"));
    assertThat(healable("v1")).isTrue();
    assertThat(ProcessTable.alive(first)).isFalse();
    assertThat(volfiles.asked.get(V1)).isEqualTo(1);
  }

  @Test
  void isStartedAnewWhenTheNextLifeOfTheNodeWantsAnotherGraph() throws Exception {
    daemon.ensure(Optional.of(V1));
    daemon.close();

    volfiles.volfiles.put(V1_AND_V2, graph("v1", "v2"));
    try (SelfHealDaemon next = new SelfHealDaemon(settings, new LinuxFileSystem())) {
      assertThat(next.ensure(Optional.of(V1_AND_V2))).isTrue();
      assertThat(healable("v2")).isTrue();
    }
  }

  @Test
  void isStartedAgainWhenItDies() {
    daemon.ensure(Optional.of(V1));
    RunningProcess first = daemon.running().orElseThrow();

    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();

    Eventually.await(
        "another one",
        () -> daemon.running().filter(next -> next.pid() != first.pid()).isPresent());
    Eventually.await("its graph", () -> healable("v1"));
  }

  @Test
  void isFoundAgainByTheNextLifeOfTheNode() throws Exception {
    daemon.ensure(Optional.of(V1));
    RunningProcess process = daemon.running().orElseThrow();
    daemon.close();

    try (SelfHealDaemon next = new SelfHealDaemon(settings, new LinuxFileSystem())) {
      assertThat(next.running()).contains(process);
      assertThat(next.ensure(Optional.of(V1))).isTrue();
      assertThat(next.running()).contains(process);
      assertThat(next.ensure(Optional.empty())).isTrue();
      assertThat(next.running()).isEmpty();
    }
  }

  @Test
  void saysSoWhenItCannotRunAndTriesAgain() {
    String volfile = volfiles.volfiles.remove(V1);
    assertThat(daemon.ensure(Optional.of(V1))).isFalse();
    assertThat(daemon.running()).isEmpty();

    volfiles.volfiles.put(V1, volfile);
    Eventually.await("the daemon", () -> daemon.running().isPresent());
  }

  @Test
  void doesNotCountAsRunningWithoutAGraph() {
    volfiles.pidFile = "";
    assertThat(daemon.ensure(Optional.of(V1))).isFalse();
    assertThat(daemon.running()).isEmpty();
  }

  private boolean healable(String volume) {
    String xlator = volume + "-replicate-0";
    try {
      return new BrickOpClient(daemon.socket(), Duration.ofSeconds(2))
          .call(
              BrickOp.XLATOR_OP,
              "",
              Map.of("xl-op", "1", "count", "1", "xl-0", xlator, xlator, "0"))
          .output()
          .containsKey("0-0-status");
    } catch (IOException e) {
      return false;
    }
  }

  private Path pidFile() {
    return temp.resolve("run/glustershd.pid");
  }
}
