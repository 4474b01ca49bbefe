package dev.bricklayer.activities.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.activities.brick.SimulatedBricks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedSelfHealTest {

  @TempDir private Path folder;

  private final List<String> fetched = new ArrayList<>();
  private boolean volfile = true;

  private SimulatedSelfHeal daemon() {
    BrickSettings settings =
        new BrickSettings(
            UUID.randomUUID(),
            new BrickSettings.Folders(folder, folder, folder),
            BrickSettings.VolfileServer.tcp("127.0.0.1", 24007),
            BrickSettings.Programs.DEFAULT,
            BrickSettings.PortRange.DEFAULT,
            BrickSettings.Delays.DEFAULT,
            4);
    return new SimulatedSelfHeal(
        settings,
        new SimulatedBricks.Endpoint() {
          @Override
          public void fetch(String volfileId, String brickPath) throws IOException {
            if (!volfile) {
              throw new IOException("no volfile");
            }
            fetched.add(volfileId);
          }

          @Override
          public void signIn(String brickPath, int port) {}

          @Override
          public void signOut(String brickPath) {}
        });
  }

  @Test
  void runsExactlyWhileItIsWished() {
    SimulatedSelfHeal daemon = daemon();
    assertThat(daemon.up()).isFalse();
    assertThat(daemon.ensure(Optional.of("gluster/glustershd/1"))).isTrue();
    assertThat(daemon.ensure(Optional.of("gluster/glustershd/1"))).isTrue();
    assertThat(daemon.up()).isTrue();
    assertThat(fetched).containsExactly("gluster/glustershd/1");
    assertThat(daemon().up()).as("after a restart of the node").isTrue();
    assertThat(daemon.ensure(Optional.empty())).isTrue();
    assertThat(daemon.up()).isFalse();
    assertThat(daemon().up()).isFalse();
  }

  @Test
  void doesNotRunWithoutItsVolfile() {
    volfile = false;
    assertThat(daemon().ensure(Optional.of("gluster/glustershd/1"))).isFalse();
    assertThat(daemon().up()).isFalse();
  }
}
