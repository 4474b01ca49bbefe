package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.store.Eventually;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts after 0.3 s here, with pauses of at most 2 s. */
class BrickKeeperIT {

  @TempDir Path temp;
  private VolfileResponder volfiles;
  private NodeRig rig;
  private List<Brick> bricks;
  private BrickKeeper keeper;
  private final List<String> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    volfiles = new VolfileResponder();
    rig = new NodeRig(temp, volfiles.port(), new LinuxFileSystem());
    bricks = rig.bricks("v1", temp.resolve("b0"), temp.resolve("b1"));
    bricks.forEach(brick -> volfiles.volfiles.put(brick.volfileId(), BrickGraph.of(brick)));
    Ticket ticket = rig.ticket();
    rig.node.prepare(rig.task(ticket, bricks), BrickChecks.FORCED);
    rig.record(ticket, "v1", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.volume(VolumeState.CREATED, bricks);
    keeper = keeper(rig.view);
  }

  private BrickKeeper keeper(ClusterView view) {
    return new BrickKeeper(
        rig.settings,
        rig.node.steps().starting(),
        rig.node.proof(),
        rig.journal,
        view,
        rig.processes,
        new Recorder(),
        System::nanoTime,
        Duration.ofMillis(50));
  }

  @AfterEach
  void close() throws Exception {
    keeper.close();
    for (Brick brick : bricks) {
      rig.processes.stop(brick);
    }
    rig.close();
    volfiles.close();
  }

  @Test
  void bricksRunAsTheConfigurationSays() {
    rig.volume(VolumeState.STARTED, bricks);
    Eventually.await("both bricks", this::allOnline);
    rig.volume(VolumeState.STOPPED, bricks);
    Eventually.await("no brick", this::noneOnline);
  }

  @Test
  void aDeadBrickIsStartedAgain() {
    rig.volume(VolumeState.STARTED, bricks);
    Eventually.await("both bricks", () -> events.size() == 2);
    events.clear();
    BrickStatus dead = rig.processes.status(bricks.get(1));

    long death = System.nanoTime();
    ProcessHandle.of(dead.pid()).orElseThrow().destroyForcibly();

    Eventually.await("its return", () -> events.contains("restarted b1 1"));
    assertThat(Duration.ofNanos(System.nanoTime() - death)).isGreaterThan(Duration.ofMillis(300));
    assertThat(events).containsExactly("died b1", "restarted b1 1");
    assertThat(allOnline()).isTrue();
    assertThat(rig.processes.status(bricks.get(1)).port()).isEqualTo(dead.port());
  }

  @Test
  void aBrickWithoutItsPidFileIsNotStartedASecondTime() throws Exception {
    rig.volume(VolumeState.STARTED, bricks);
    Eventually.await("both bricks", () -> events.size() == 2);
    events.clear();
    List<BrickStatus> before = bricks.stream().map(rig.processes::status).toList();
    for (Brick brick : bricks) {
      Files.delete(BrickFiles.of(rig.settings.folders(), brick).pidFile());
    }
    Eventually.await(
        "their pid files",
        () ->
            bricks.stream()
                .allMatch(
                    brick -> Files.exists(BrickFiles.of(rig.settings.folders(), brick).pidFile())));
    looks(20);
    assertThat(events).isEmpty();
    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(before);
    rig.volume(VolumeState.STOPPED, bricks);
    Eventually.await("no brick", this::noneOnline);
  }

  @Test
  void aBrickThatCannotStartIsTriedAgainAndAgain() throws Exception {
    Path gluster = Path.of(bricks.get(0).path(), ".glusterfs");
    Files.move(gluster, temp.resolve("away"));
    rig.volume(VolumeState.STARTED, bricks);
    Eventually.await("three attempts", () -> events.contains("failed b0 3"));
    assertThat(events).contains("restarted b1 1", "failed b0 1", "failed b0 2");
    assertThat(rig.processes.status(bricks.get(1)).online()).isTrue();

    Files.move(temp.resolve("away"), gluster);
    Eventually.await("both bricks", this::allOnline);
  }

  @Test
  void anOpenOperationIsLeftAlone() throws Exception {
    Ticket start = rig.ticket();
    rig.node.start(rig.task(start, bricks)); // its record is not seen yet
    looks(5);
    assertThat(allOnline()).isTrue();
    rig.record(start, "v1", OperationState.ACCEPTED);
    looks(5);
    assertThat(allOnline()).isTrue();

    ProcessHandle.of(rig.processes.status(bricks.get(0)).pid()).orElseThrow().destroyForcibly();
    Eventually.await("its death", () -> !rig.processes.status(bricks.get(0)).online());
    looks(20);
    assertThat(events).isEmpty();

    rig.record(start, "v1", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    Eventually.await("the end of the other, which nobody wants", this::noneOnline);
  }

  /** The copy says stopped, the store has lost the volume, and then says started. */
  @Test
  void aBrickIsNotStoppedByTheCopyAlone() throws Exception {
    keeper.close();
    rig.node.start(rig.task(rig.ticket(), bricks));
    rig.journal.all().forEach(entry -> rig.journal.forget(entry.ticket().operation()));
    rig.freezeView();
    rig.emptyStore();
    keeper = keeper(rig.view);
    looks(10);
    assertThat(allOnline()).isTrue();
    rig.volume(VolumeState.STARTED, bricks);
    looks(5);
    assertThat(allOnline()).isTrue();
    rig.volume(VolumeState.STOPPED, bricks);
    Eventually.await("no brick", this::noneOnline);
  }

  /** Between the look at the volume and the stop of its bricks an operation starts them. */
  @Test
  void aBrickThatAnOperationStartsMeanwhileIsLeftAlone() throws Exception {
    keeper.close();
    rig.volume(VolumeState.CREATED, rig.bricks("v2", temp.resolve("later")));
    Ticket start = rig.ticket();
    CountDownLatch started = new CountDownLatch(1);
    ClusterView view =
        watched(
            subject -> {
              if (subject.equals("volume/v2") && started.getCount() > 0) {
                rig.node.start(rig.task(start, bricks)); // v1 has been looked at by then
                started.countDown();
              }
            });
    keeper = keeper(view);
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    looks(10);
    assertThat(allOnline()).isTrue();
  }

  /** The rig's view, which tells when it is asked for the open operations on a subject. */
  private ClusterView watched(Consumer<String> asked) {
    return (ClusterView)
        Proxy.newProxyInstance(
            ClusterView.class.getClassLoader(),
            new Class<?>[] {ClusterView.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("openOperations") && arguments != null) {
                asked.accept((String) arguments[0]);
              }
              return method.invoke(rig.view, arguments);
            });
  }

  private void looks(int number) throws InterruptedException {
    Thread.sleep(number * 50L); // what must not happen cannot be waited for otherwise
  }

  private boolean allOnline() {
    return bricks.stream().map(rig.processes::status).allMatch(BrickStatus::online);
  }

  private boolean noneOnline() {
    return bricks.stream().map(rig.processes::status).noneMatch(BrickStatus::online);
  }

  private final class Recorder implements BrickEvents {
    @Override
    public void died(Brick brick) {
      events.add("died " + name(brick));
    }

    @Override
    public void restarted(Brick brick, int attempts) {
      events.add("restarted " + name(brick) + " " + attempts);
    }

    @Override
    public void failed(Brick brick, int attempts, String error) {
      assertThat(error).isNotEmpty();
      events.add("failed " + name(brick) + " " + attempts);
    }

    private String name(Brick brick) {
      return Path.of(brick.path()).getFileName().toString();
    }
  }
}
