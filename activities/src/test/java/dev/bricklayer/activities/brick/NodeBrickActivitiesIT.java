package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.daemon.BrickOp;
import dev.bricklayer.activities.daemon.BrickOpClient;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.process.ProcessTable;
import dev.bricklayer.activities.process.RunningProcess;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.store.Eventually;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.volume.NodeBricks;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real glusterfsd processes on a real XFS. */
class NodeBrickActivitiesIT {

  @TempDir Path temp;
  private XfsImage xfs;
  private VolfileResponder volfiles;
  private NodeRig rig;
  private List<Brick> bricks;
  private NodeBricks task;

  @BeforeEach
  void mount() throws Exception {
    xfs = new XfsImage(temp);
    volfiles = new VolfileResponder();
    rig = new NodeRig(temp, volfiles.port(), new LinuxFileSystem());
    bricks =
        rig.bricks(
            "v1", xfs.point.resolve("a/b0"), xfs.point.resolve("a/b1"), xfs.point.resolve("b2"));
    bricks.forEach(brick -> volfiles.volfiles.put(brick.volfileId(), BrickGraph.of(brick)));
    task = rig.task(rig.ticket(), bricks);
  }

  @AfterEach
  void unmount() throws Exception {
    for (Brick brick : bricks) {
      rig.processes.stop(brick);
    }
    rig.close();
    volfiles.close();
    xfs.close();
  }

  @Test
  void preparesStartsStopsAndReleases() throws Exception {
    List<String> before = XfsImage.listing(xfs.point);

    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    for (Brick brick : bricks) {
      BrickStatus status = rig.processes.status(brick);
      assertThat(status.online()).isTrue();
      assertThat(volfiles.ports).containsEntry(brick.path(), status.port());
      assertThat(ProcessTable.find(status.pid())).isPresent();
    }

    rig.volume(VolumeState.STOPPED, bricks);
    rig.node.stop(task);
    assertThat(bricks.stream().map(rig.processes::status)).noneMatch(BrickStatus::online);
    assertThat(rig.settings.folders().run().resolve("bricks")).isEmptyDirectory();

    rig.release(task);
    assertThat(XfsImage.listing(xfs.point)).isEqualTo(before);
  }

  @Test
  void aReadOnlyFileSystemIsRefusedAndNothingChanges() throws Exception {
    xfs.remountReadOnly();
    assertThatThrownBy(() -> rig.node.prepare(task, NodeRig.CREATE))
        .hasMessageContaining("brick path is on a read-only file system")
        .hasMessageContaining(bricks.get(0).path());
    assertThat(rig.journal.all()).isEmpty();
    assertThat(xfs.point).isEmptyDirectory();
  }

  @Test
  void bricksOutliveTheNodeAndAreFoundAgain() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    List<BrickStatus> statuses = bricks.stream().map(rig.processes::status).toList();

    rig.reboot(new LinuxFileSystem());

    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);
    rig.node.start(task);
    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);
  }

  @Test
  void bricksWithoutTheirPidFilesAreFoundAndNeverDoubled() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    List<BrickStatus> statuses = bricks.stream().map(rig.processes::status).toList();
    emptyRunFolder();

    rig.reboot(new LinuxFileSystem());
    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);
    rig.node.start(rig.task(rig.ticket(), bricks));
    assertThat(bricks).allMatch(brick -> processesOf(brick).size() == 1);
    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);
    assertThat(pidFile(bricks.get(0))).hasContent(Long.toString(statuses.get(0).pid()));

    Files.delete(pidFile(bricks.get(1)));
    Files.writeString(pidFile(bricks.get(1)), "1\n");
    rig.node.start(rig.task(rig.ticket(), bricks));
    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);

    rig.volume(VolumeState.STOPPED, bricks);
    rig.node.stop(task);
    noProcessIsLeft();
    assertThat(rig.settings.folders().run().resolve("bricks")).isEmptyDirectory();
  }

  @Test
  void deletionEndsABrickWithoutItsPidFile() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    emptyRunFolder();
    rig.deleted(bricks);
    rig.node.clear(rig.task(rig.ticket(), bricks));
    noProcessIsLeft();
  }

  @Test
  void twoProcessesOfOneBrickAreBothStopped() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    Brick brick = bricks.get(0);
    rig.processes.start(brick);
    RunningProcess first = processesOf(brick).get(0);
    emptyRunFolder();
    Files.createDirectory(rig.settings.folders().run().resolve("bricks"));
    List<String> again = new ArrayList<>(first.arguments());
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    again.replaceAll(word -> word.replace(first.option("--brick-port").orElseThrow(), "" + port));
    assertThat(new ProcessBuilder(again).inheritIO().start().waitFor()).isZero();
    assertThat(processesOf(brick)).hasSize(2);
    assertThat(rig.node.orphans().list())
        .filteredOn(orphan -> orphan.path().equals(brick.path()))
        .singleElement()
        .satisfies(
            orphan -> assertThat(orphan.what()).contains(Orphan.Kind.SECOND_PROCESS),
            orphan -> assertThat(orphan.pids()).hasSize(2).contains(first.pid()));

    rig.processes.stop(brick);
    noProcessIsLeft();
  }

  @Test
  void theProcessOfAnotherClusterOnThePathIsNeverTaken() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    Brick own = bricks.get(0);
    try (NodeRig other =
        new NodeRig(temp.resolve("other"), volfiles.port(), new LinuxFileSystem())) {
      Brick theirs = other.brick("v1", own.volumeId(), 0, Path.of(own.path()));
      volfiles.volfiles.put(theirs.volfileId(), BrickGraph.of(theirs));
      other.processes.start(theirs);
      try {
        assertThat(rig.processes.find(own)).isEmpty();
        rig.processes.stop(own);
        assertThat(other.processes.status(theirs).online()).isTrue();
      } finally {
        other.processes.stop(theirs);
      }
    }
  }

  @Test
  void processesOfBricksThatAreNotInTheConfigurationGoOnAndAreListed() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    rig.volume(VolumeState.STARTED, bricks);
    rig.record(task.ticket(), "v1", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.node.debtCollector().collect();
    assertThat(rig.node.orphans().list()).isEmpty();
    List<BrickStatus> statuses = bricks.stream().map(rig.processes::status).toList();

    rig.emptyStore();
    rig.reboot(new LinuxFileSystem());
    rig.node.debtCollector().collect();
    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);
    assertThat(rig.node.orphans().list())
        .hasSize(3)
        .allSatisfy(
            orphan ->
                assertThat(orphan.what())
                    .containsExactly(Orphan.Kind.FOLDER, Orphan.Kind.PROCESS, Orphan.Kind.ORIGIN))
        .extracting(Orphan::pids)
        .containsExactlyInAnyOrderElementsOf(
            statuses.stream().map(status -> List.of(status.pid())).toList());
  }

  @Test
  void aBrickComesBackOnItsPort() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    BrickStatus first = rig.processes.status(bricks.get(0));
    rig.volume(VolumeState.STOPPED, bricks);
    rig.node.stop(task);

    rig.reboot(new LinuxFileSystem());
    rig.node.start(rig.task(rig.ticket(), bricks));
    BrickStatus second = rig.processes.status(bricks.get(0));
    assertThat(second.port()).isEqualTo(first.port());
    assertThat(second.pid()).isNotEqualTo(first.pid());

    rig.node.stop(task);
    try (ServerSocket taker = new ServerSocket(first.port())) {
      rig.node.start(rig.task(rig.ticket(), bricks));
      assertThat(rig.processes.status(bricks.get(0)).port()).isNotEqualTo(taker.getLocalPort());
    }
  }

  @Test
  void undoStopsOnlyWhatTheOperationStarted() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(rig.task(rig.ticket(), List.of(bricks.get(1))));
    long running = rig.processes.status(bricks.get(1)).pid();

    rig.node.start(task);
    rig.undoStart(task);

    assertThat(rig.processes.status(bricks.get(0)).online()).isFalse();
    assertThat(rig.processes.status(bricks.get(1)).pid()).isEqualTo(running);
    assertThat(rig.processes.status(bricks.get(2)).online()).isFalse();
    assertThatThrownBy(() -> rig.node.start(task))
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.getType()).isEqualTo("CONFLICT"));
    assertThat(rig.processes.status(bricks.get(0)).online()).isFalse();
  }

  @Test
  void aFailedStartQuotesTheLogAndIsUndone() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    volfiles.volfiles.put(
        bricks.get(1).volfileId(),
        BrickGraph.of(bricks.get(1)).replace("features/locks", "no/such"));

    assertThatThrownBy(() -> rig.node.start(task))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("BRICK_PROCESS_FAILED");
              assertThat(failure.getOriginalMessage())
                  .contains("brick " + bricks.get(1).path())
                  .contains("no/such");
            });
    rig.undoStart(task);
    noProcessIsLeft();
    rig.release(task);
    assertThat(xfs.point).isEmptyDirectory();
  }

  @Test
  void aBrickWhoseSignInIsRefusedDoesNotStay() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    volfiles.signInResult = -1;
    assertThatThrownBy(() -> rig.node.start(task)).hasMessageContaining("ended with code");
    noProcessIsLeft();
  }

  @Test
  void aLaunchThatHangsIsKilled() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    volfiles.mute = true;
    try (NodeRig impatient = rig("glusterfsd", NodeRig.delays(Duration.ofMillis(700)))) {
      assertThatThrownBy(() -> impatient.node.start(rig.task(rig.ticket(), bricks)))
          .hasMessageContaining("did not sign in within");
    }
    noProcessIsLeft();
    volfiles.mute = false;
    rig.node.start(task);
  }

  @Test
  void aPortThatIsTakenAtTheLastMomentIsReplaced() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    int used = rig.processes.status(bricks.get(1)).port();
    rig.processes.stop(bricks.get(0));
    Path script = temp.resolve("first-on-" + used);
    Files.writeString(
        script,
        """
        #!/bin/bash
        args=("$@")
        if mkdir %s/once 2>/dev/null; then
          for ((i = 0; i < $#; i++)); do
            [[ ${args[i]} == *-server.listen-port=* ]] && args[i]=${args[i]%%=*}=%d
            [[ ${args[i]} == --brick-port ]] && args[i + 1]=%d
          done
        fi
        exec glusterfsd "${args[@]}"
        """
            .formatted(temp, used, used));
    script.toFile().setExecutable(true);
    try (NodeRig misled = rig(script.toString(), NodeRig.delays())) {
      misled.node.start(misled.task(rig.ticket(), bricks));
      assertThat(misled.processes.status(bricks.get(0)).online()).isTrue();
      assertThat(misled.processes.status(bricks.get(0)).port()).isNotEqualTo(used);
      assertThat(temp.resolve("once")).exists();
    }
  }

  @Test
  void bricksOutliveTheKillOfTheirNode() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    Process other = BrickStarter.launch(rig, temp, volfiles.port(), task);
    assertThat(other.inputReader().lines().anyMatch("started"::equals)).isTrue();
    List<BrickStatus> statuses = bricks.stream().map(rig.processes::status).toList();
    assertThat(statuses).allMatch(BrickStatus::online);

    other.destroyForcibly().waitFor();

    assertThat(bricks.stream().map(rig.processes::status)).isEqualTo(statuses);
    rig.reboot(new LinuxFileSystem());
    rig.undoStart(task);
    noProcessIsLeft();
  }

  @Test
  void anUndoAfterTheNodeWasKilledDuringALaunchLeavesNothing() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    volfiles.mute = true;
    Process other = BrickStarter.launch(rig, temp, volfiles.port(), task);
    Eventually.await("three launches", () -> launchedBricks() == 3);
    other.destroyForcibly().waitFor();
    assertThat(launchedBricks()).isEqualTo(3);

    rig.reboot(new LinuxFileSystem());
    rig.undoStart(task);
    noProcessIsLeft();
  }

  @Test
  void aDebtOfAStartIsPaid() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.volume(VolumeState.CREATED, bricks);
    NodeBricks start = rig.task(rig.ticket(), bricks);
    rig.node.start(start);
    rig.record(task.ticket(), "v1", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.record(start.ticket(), "v1", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    rig.debt(start.ticket(), "start");

    rig.reboot(new LinuxFileSystem());
    assertThat(rig.node.debtCollector().collect())
        .isEqualTo(new DebtCollector.Settled(1, 1, 1, 0, 0, 0));
    noProcessIsLeft();
  }

  @Test
  void deletionStopsAndClearsABrickThatRan() throws Exception {
    List<String> before = XfsImage.listing(xfs.point);
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    rig.deleted(bricks);
    rig.node.clear(rig.task(rig.ticket(), bricks));
    noProcessIsLeft();
    assertThat(XfsImage.listing(xfs.point)).isEqualTo(before);
  }

  @Test
  void aBrickCanBeAsked() throws Exception {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.node.start(task);
    Brick brick = bricks.get(0);
    BrickOpClient client = new BrickOpClient(rig.processes.socket(brick), Duration.ofSeconds(5));
    int memory = 0x100 | 1;
    Map<String, String> question =
        Map.of("brick-name", brick.path(), "cmd", Integer.toString(memory));
    assertThat(client.call(BrickOp.STATUS, "", question).output()).containsKey("mallinfo.arena");
    assertThat(client.call(BrickOp.TERMINATE, brick.path(), Map.of()).succeeded()).isTrue();
    Eventually.await("its end", () -> !rig.processes.status(brick).online());
  }

  @Test
  void bricksWhosePathsAreTheSameWithDashesServeTheirOwnFolders() throws Exception {
    UUID volume = UUID.randomUUID();
    Brick one = rig.brick("v1", volume, 0, xfs.point.resolve("q-1"));
    Brick two = rig.brick("v1", volume, 1, xfs.point.resolve("q/1")).withVolfileSuffix("~01234567");
    for (Brick brick : List.of(one, two)) {
      volfiles.volfiles.put(brick.volfileId(), BrickGraph.of(brick));
    }
    NodeBricks both = rig.task(rig.ticket(), List.of(one, two));
    rig.node.prepare(both, NodeRig.CREATE);
    try {
      rig.node.start(both);
      for (Brick brick : List.of(one, two)) {
        assertThat(rig.processes.status(brick).online()).isTrue();
        Eventually.await("the process in " + brick.path(), () -> bearsGfid(brick));
        assertThat(BrickFiles.of(rig.settings.folders(), brick).log()).exists();
      }
      assertThat(BrickFiles.of(rig.settings.folders(), one).log())
          .isNotEqualTo(BrickFiles.of(rig.settings.folders(), two).log());
    } finally {
      rig.processes.stop(one);
      rig.processes.stop(two);
    }
  }

  @Test
  void aBrickAtTheLongestPathRuns() throws Exception {
    String deep = "x".repeat(250) + "/" + "y".repeat(250) + "/" + "z".repeat(250) + "/";
    Path path = xfs.point.resolve(deep);
    path = path.resolve("w".repeat(1023 - path.toString().length() - 1));
    assertThat(path.toString()).hasSize(1023);
    Brick brick = rig.brick("v1", UUID.randomUUID(), 0, path);
    volfiles.volfiles.put(brick.volfileId(), BrickGraph.of(brick));
    NodeBricks long1 = rig.task(rig.ticket(), List.of(brick));
    rig.node.prepare(long1, NodeRig.CREATE);
    try {
      rig.node.start(long1);
      assertThat(rig.processes.status(brick).online()).isTrue();
    } finally {
      rig.processes.stop(brick);
    }
    rig.release(long1);
    assertThat(xfs.point).isEmptyDirectory();
  }

  private NodeRig rig(String glusterfsd, BrickSettings.Delays delays) {
    return new NodeRig(
        rig.peer,
        temp,
        volfiles.port(),
        new LinuxFileSystem(),
        new BrickSettings.Programs(glusterfsd, "glusterfs"),
        delays);
  }

  /** As its process gives it to the root of the brick. */
  private static boolean bearsGfid(Brick brick) {
    try {
      return new LinuxFileSystem().xattrs(Path.of(brick.path())).contains(BrickOrigin.GFID);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path pidFile(Brick brick) {
    return BrickFiles.of(rig.settings.folders(), brick).pidFile();
  }

  private void emptyRunFolder() throws IOException {
    try (Stream<Path> all = Files.list(rig.settings.folders().run().resolve("bricks"))) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(rig.settings.folders().run().resolve("bricks"));
  }

  private long launchedBricks() {
    return bricks.stream().filter(brick -> !processesOf(brick).isEmpty()).count();
  }

  private static List<RunningProcess> processesOf(Brick brick) {
    return ProcessTable.withArguments(List.of("--brick-name", brick.path()));
  }

  private void noProcessIsLeft() {
    assertThat(bricks.stream().flatMap(brick -> processesOf(brick).stream())).isEmpty();
  }
}
