package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedBricksTest {

  @TempDir private Path folder;

  private final UUID peer = UUID.randomUUID();
  private final GlusterPort port = new GlusterPort();
  private BrickSettings settings;
  private SimulatedBricks bricks;

  /** A node's port that remembers what it was asked. */
  private static final class GlusterPort implements SimulatedBricks.Endpoint {
    private final List<String> fetched = new ArrayList<>();
    private final Map<String, Integer> signedIn = new TreeMap<>();
    private boolean volfiles = true;
    private boolean welcome = true;

    @Override
    public void fetch(String volfileId, String brickPath) throws IOException {
      fetched.add(volfileId);
      if (!volfiles) {
        throw new IOException("this node has no volfile " + volfileId);
      }
    }

    @Override
    public void signIn(String brickPath, int brickPort) throws IOException {
      if (!welcome) {
        throw new IOException("this node refused the sign-in of " + brickPath);
      }
      signedIn.put(brickPath, brickPort);
    }

    @Override
    public void signOut(String brickPath) {
      signedIn.remove(brickPath);
    }
  }

  @BeforeEach
  void up() {
    settings =
        new BrickSettings(
            peer,
            new BrickSettings.Folders(
                folder.resolve("state"), folder.resolve("run"), folder.resolve("log")),
            BrickSettings.VolfileServer.tcp("127.0.0.1", 24007),
            BrickSettings.Programs.DEFAULT,
            BrickSettings.PortRange.DEFAULT,
            BrickSettings.Delays.DEFAULT,
            4);
    bricks = restarted();
  }

  /** As the node's next process sees them. */
  private SimulatedBricks restarted() {
    port.signedIn.clear();
    return new SimulatedBricks(
        settings,
        new LinuxFileSystem(),
        new BrickPorts(settings.folders().state().resolve("ports"), settings.ports(), peer),
        port,
        Clock.systemUTC());
  }

  private Brick brick(String volume) {
    return new Brick(
        UUID.randomUUID(),
        UUID.randomUUID(),
        volume,
        peer,
        "127.0.0.1",
        "/bricks/" + volume,
        BrickType.BRICK,
        0,
        0);
  }

  @Test
  void runsFromStartToStop() throws Exception {
    Brick brick = brick("v1");
    assertThat(bricks.running(brick)).isFalse();
    assertThat(bricks.status(brick).online()).isFalse();

    assertThat(bricks.start(brick)).isTrue();
    assertThat(bricks.start(brick)).isFalse();
    assertThat(bricks.running(brick)).isTrue();
    assertThat(port.fetched).containsExactly("v1." + peer + ".bricks-v1");
    BrickStatus status = bricks.status(brick);
    assertThat(status.online()).isTrue();
    assertThat(status.pid()).isZero();
    assertThat(status.port()).isBetween(49152, 60999);
    assertThat(port.signedIn).containsExactly(Map.entry("/bricks/v1", status.port()));

    bricks.stop(brick);
    bricks.stop(brick);
    assertThat(bricks.running(brick)).isFalse();
    assertThat(port.signedIn).isEmpty();
    assertThat(restarted().running(brick)).isFalse();
  }

  @Test
  void saysWhatItIs() {
    assertThat(bricks.kind()).isEqualTo(BrickRuntime.Kind.SIMULATED);
  }

  @Test
  void runsOnWhenTheNodeIsStartedAgain() throws Exception {
    Brick started = brick("v1");
    Brick other = brick("v2");
    bricks.start(started);
    int before = bricks.status(started).port();

    SimulatedBricks next = restarted();
    assertThat(next.running(started)).isTrue();
    assertThat(next.running(other)).isFalse();
    assertThat(next.status(started).port()).isEqualTo(before);
    assertThat(port.signedIn).containsExactly(Map.entry("/bricks/v1", before));
    assertThat(next.start(started)).isFalse();
  }

  @Test
  void doesNotRunWithoutItsVolfile() {
    Brick brick = brick("v1");
    port.volfiles = false;
    assertThatThrownBy(() -> bricks.start(brick))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("simulated: this node has no volfile v1.");
    assertThat(bricks.running(brick)).isFalse();
    assertThat(restarted().running(brick)).isFalse();
  }

  @Test
  void doesNotRunWhenItsSignInIsRefused() {
    Brick brick = brick("v1");
    port.welcome = false;
    assertThatThrownBy(() -> bricks.start(brick))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("refused the sign-in of /bricks/v1");
    assertThat(bricks.running(brick)).isFalse();
    assertThat(restarted().running(brick)).isFalse();
  }

  @Test
  void aNoteThatCannotBeReadIsABrickThatDoesNotRun() throws Exception {
    Brick brick = brick("v1");
    Path note = settings.folders().run().resolve("bricks").resolve(brick.id() + ".simulated");
    Files.write(note, "half of a no".getBytes(StandardCharsets.UTF_8));
    SimulatedBricks next = restarted();
    assertThat(next.running(brick)).isFalse();
    assertThat(note).doesNotExist();
    assertThat(next.start(brick)).isTrue();
  }

  @Test
  void refusesToStandBesideRealProcesses() throws Exception {
    Path pidFile = settings.folders().run().resolve("bricks").resolve("a.pid");
    Files.createFile(pidFile);
    assertThat(restarted().kind()).isEqualTo(BrickRuntime.Kind.SIMULATED);
    Process holder =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl,sys\n"
                    + "f=open(sys.argv[1],'w'); fcntl.lockf(f, fcntl.LOCK_EX)\n"
                    + "print('held', flush=True); sys.stdin.read()",
                pidFile.toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThat(new LinuxFileSystem().lockHolder(pidFile))
          .isEqualTo(OptionalLong.of(holder.pid()));
      assertThatThrownBy(this::restarted)
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("process " + holder.pid() + " serves a brick of this node");
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }
}
