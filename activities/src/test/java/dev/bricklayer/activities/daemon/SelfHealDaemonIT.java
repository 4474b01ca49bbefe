package dev.bricklayer.activities.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.activities.brick.VolfileResponder;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.process.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfHealDaemonIT {

  private static final String GRAPH =
      """
      volume v1-client-0
          type protocol/client
          option remote-host 127.0.0.1
          option remote-subvolume /nowhere/0
          option transport-type tcp
      end-volume
      volume v1-client-1
          type protocol/client
          option remote-host 127.0.0.1
          option remote-subvolume /nowhere/1
          option transport-type tcp
      end-volume
      volume v1-replicate-0
          type cluster/replicate
          option iam-self-heal-daemon yes
          option self-heal-daemon on
          option afr-pending-xattr v1-client-0,v1-client-1
          subvolumes v1-client-0 v1-client-1
      end-volume
      volume glustershd
          type debug/io-stats
          subvolumes v1-replicate-0
      end-volume
      """;

  @TempDir Path temp;
  private VolfileResponder volfiles;
  private BrickSettings settings;
  private SelfHealDaemon daemon;

  @BeforeEach
  void open() throws Exception {
    volfiles = new VolfileResponder();
    volfiles.volfiles.put(SelfHealDaemon.VOLFILE_ID, GRAPH);
    settings =
        new BrickSettings(
            UUID.randomUUID(),
            new BrickSettings.Folders(
                temp.resolve("state"), temp.resolve("run"), temp.resolve("log")),
            new BrickSettings.VolfileServer("127.0.0.1", volfiles.port()),
            BrickSettings.Programs.DEFAULT,
            BrickSettings.PortRange.DEFAULT,
            BrickSettings.Delays.DEFAULT,
            2);
    daemon = new SelfHealDaemon(settings, new LinuxFileSystem());
  }

  @AfterEach
  void close() throws Exception {
    daemon.ensure(false);
    daemon.close();
    volfiles.close();
  }

  @Test
  void runsExactlyWhileWanted() throws Exception {
    assertThat(daemon.running()).isEmpty();

    assertThat(daemon.ensure(true)).isTrue();
    RunningProcess process = daemon.running().orElseThrow();
    assertThat(Files.readString(pidFile()).trim()).isEqualTo(Long.toString(process.pid()));

    BrickOpReply status =
        new BrickOpClient(daemon.socket(), Duration.ofSeconds(2))
            .call(
                BrickOp.XLATOR_OP,
                "",
                Map.of(
                    "xl-op", "1", "count", "1", "xl-0", "v1-replicate-0", "v1-replicate-0", "0"));
    System.out.println(status);
    Files.readAllLines(temp.resolve("log/glustershd.log")).forEach(System.out::println);

    assertThat(daemon.ensure(false)).isTrue();
    assertThat(daemon.running()).isEmpty();
    assertThat(pidFile()).doesNotExist();
  }

  private Path pidFile() {
    return temp.resolve("run/glustershd.pid");
  }
}
