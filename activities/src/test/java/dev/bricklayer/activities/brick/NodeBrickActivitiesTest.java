package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.MemoryXattrs;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import dev.bricklayer.workflows.volume.PrepareCheck;
import dev.bricklayer.workflows.volume.StartCheck;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which steps are still wanted, and what deletion leaves; no processes. */
class NodeBrickActivitiesTest {

  @TempDir Path temp;
  private Path disk;
  private MemoryXattrs files;
  private NodeRig rig;
  private Ticket ticket;
  private List<Brick> bricks;
  private NodeBricks task;
  private List<String> before;

  @BeforeEach
  void layOut() throws IOException {
    disk = Files.createDirectory(temp.toRealPath().resolve("disk"));
    files = new MemoryXattrs(disk);
    rig = new NodeRig(temp, 1, files);
    ticket = rig.ticket();
    bricks = rig.bricks("v", disk.resolve("a/b"), disk.resolve("c"));
    task = rig.task(ticket, bricks);
    before = FolderState.of(disk, files);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void refusesTasksOfAnOldEpoch() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.put(rig.keys.engine(), new Engine(null, 2, "default"));
    failsFinally(() -> rig.node.prepare(task, NodeRig.CREATE), "CONFLICT", "epoch 1");
    failsFinally(() -> rig.node.release(task), "CONFLICT", "epoch 1");
    failsFinally(() -> rig.node.start(task), "CONFLICT", "epoch 1");
    failsFinally(() -> rig.node.stop(task), "CONFLICT", "epoch 1");
    failsFinally(() -> rig.node.clear(task), "CONFLICT", "epoch 1");
    assertThat(disk.resolve("a/b/.glusterfs")).isDirectory();
  }

  @Test
  void refusesToBeginWhatIsBeingUndone() throws IOException {
    for (OperationState state : List.of(OperationState.UNDOING, OperationState.ENDED)) {
      rig.record(ticket, "v", state, Outcome.ROLLED_BACK);
      failsFinally(() -> rig.node.prepare(task, NodeRig.CREATE), "CONFLICT", "comes too late");
      failsFinally(() -> rig.node.start(task), "CONFLICT", "comes too late");
      rig.node.release(task);
      rig.node.undoStart(task);
    }
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  @Test
  void waitsForTheConfigurationOnlySoLong() {
    NodeBricks ahead =
        new NodeBricks(ticket, task.volumeId(), "v", bricks, false, rig.view.revision() + 5);
    fails(() -> rig.node.prepare(ahead, NodeRig.CREATE), "UNAVAILABLE", "is behind");
    assertThat(rig.journal.all()).isEmpty();
    rig.put("/elsewhere", Map.of());
    for (int i = 0; i < 5; i++) {
      rig.put(rig.keys.engine(), new Engine(null, 1, "default"));
    }
    rig.node.prepare(ahead, NodeRig.CREATE);
  }

  @Test
  void nothingIsDoneWhenOneOfTheBricksWillNotDo() throws IOException {
    List<Brick> mixed = rig.bricks("v", disk.resolve("x"), disk.resolve("file"));
    Files.createFile(disk.resolve("file"));
    List<String> now = FolderState.of(disk, files);
    failsFinally(
        () -> rig.node.prepare(rig.task(ticket, mixed), NodeRig.CREATE),
        "BRICK_UNUSABLE",
        "brick path is not a directory: " + disk + "/file on 127.0.0.1");
    assertThat(FolderState.of(disk, files)).isEqualTo(now);
    assertThat(rig.journal.all()).isEmpty();
  }

  @Test
  void aLookBeforehandTellsEachRefusalAndChangesNothing() throws IOException {
    Files.createFile(disk.resolve("file"));
    List<String> now = FolderState.of(disk, files);
    List<Brick> mixed =
        rig.bricks("v", disk.resolve("x"), disk.resolve("file"), disk.resolve("x/below"));
    PrepareCheck look = new PrepareCheck(rig.task(ticket, mixed), NodeRig.CREATE);
    assertThat(rig.node.refusals(look))
        .extracting(ClusterException::sentence)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("brick path is not a directory"),
            second -> assertThat(second).startsWith("brick path overlaps another brick"));
    assertThat(rig.node.refusals(new PrepareCheck(task, NodeRig.CREATE))).isEmpty();
    assertThat(FolderState.of(disk, files)).isEqualTo(now);
    assertThat(rig.journal.all()).isEmpty();

    assertThat(rig.node.refusals(new StartCheck(task)))
        .extracting(ClusterException::sentence)
        .allSatisfy(sentence -> assertThat(sentence).startsWith("the brick's folder is missing"))
        .hasSize(2);
    rig.node.prepare(task, NodeRig.CREATE);
    assertThat(rig.node.refusals(new StartCheck(task))).isEmpty();
  }

  @Test
  void anUndoThatComesFirstClosesTheStep() throws IOException {
    rig.release(task);
    rig.undoStart(task);
    failsFinally(() -> rig.node.prepare(task, NodeRig.CREATE), "CONFLICT", "was undone");
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  @Test
  void aPathOfAnotherVolumeByNowIsLeftAlone() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    files.setXattr(disk.resolve("c"), BrickOrigin.VOLUME_ID, new byte[16]);
    rig.release(task);
    assertThat(disk.resolve("a")).doesNotExist();
    assertThat(disk.resolve("c/.glusterfs/indices")).isDirectory();
  }

  @Test
  void whatOthersPutThereStays() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    Files.writeString(disk.resolve("a/other"), "x");
    Files.writeString(disk.resolve("c/other"), "x");
    rig.release(task);
    assertThat(disk.resolve("a/other")).exists();
    assertThat(disk.resolve("a/b")).doesNotExist();
    assertThat(disk.resolve("c/other")).exists();
    assertThat(disk.resolve("c/.glusterfs")).doesNotExist();
    assertThat(files.xattrs(disk.resolve("c"))).isEmpty();
  }

  @Test
  void aBrickThatClientsWroteToIsNeverEmptied() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    brickRan(disk.resolve("c"));
    Files.writeString(disk.resolve("c/data"), "x");
    rig.release(task);
    assertThat(disk.resolve("c/data")).exists();
    assertThat(disk.resolve("c/.glusterfs/00")).exists();
    assertThat(files.xattr(disk.resolve("c"), BrickOrigin.VOLUME_ID)).isEmpty();
    assertThat(files.xattr(disk.resolve("c"), BrickOrigin.GFID)).isPresent();
  }

  @Test
  void clearingAnEmptyBrickLeavesWhatWasThereBefore() throws IOException {
    Path there = Files.createDirectory(disk.resolve("there"));
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxrwx---"));
    before = FolderState.of(disk, files);
    bricks = rig.bricks("v", disk.resolve("a/b"), there);
    task = rig.task(ticket, bricks);
    rig.node.prepare(task, NodeRig.CREATE);
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.node.debtCollector().collect();
    assertThat(rig.journal.all()).isEmpty();
    bricks.forEach(brick -> brickRan(Path.of(brick.path())));

    NodeBricks deletion = rig.task(rig.ticket(), bricks);
    fails(() -> rig.node.clear(deletion), "UNAVAILABLE", "is there");
    rig.deleted(bricks);
    rig.node.clear(deletion);

    assertThat(FolderState.of(disk, files)).isEqualTo(before);
    assertThat(rig.store.get(rig.keys.tombstone(rig.peer, task.volumeId()))).isEmpty();
    assertThat(rig.settings.folders().state().resolve("bricks")).isEmptyDirectory();
    rig.node.clear(deletion);
  }

  @Test
  void clearingTakesTheFolderThatSelfHealMade() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    bricks.forEach(brick -> brickRan(Path.of(brick.path())));
    String healers = ".glusterfs-anonymous-inode-ae9aea3d-1736-4d98-bc19-a0d2588ea6fa";
    Files.createDirectory(disk.resolve("a/b").resolve(healers));
    Path used = Files.createDirectory(disk.resolve("c").resolve(healers));
    Files.writeString(used.resolve("taken-out"), "x");
    rig.deleted(bricks);

    rig.node.clear(rig.task(rig.ticket(), bricks));

    assertThat(disk.resolve("a")).doesNotExist();
    assertThat(used.resolve("taken-out")).exists();
  }

  @Test
  void clearingKeepsUserDataAndWhatIsOutsideOfTheBrick() throws IOException {
    Path outside = Files.createDirectory(disk.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "x");
    rig.node.prepare(task, NodeRig.CREATE);
    bricks.forEach(brick -> brickRan(Path.of(brick.path())));
    Files.writeString(disk.resolve("c/data"), "x");
    Files.createSymbolicLink(disk.resolve("a/b/.glusterfs/00/link"), outside);
    rig.deleted(bricks);

    rig.node.clear(rig.task(rig.ticket(), bricks));

    assertThat(outside.resolve("precious")).exists();
    assertThat(disk.resolve("a")).doesNotExist();
    assertThat(disk.resolve("c/data")).exists();
    assertThat(disk.resolve("c/.glusterfs/00")).exists();
    assertThat(files.xattr(disk.resolve("c"), BrickOrigin.VOLUME_ID)).isEmpty();
    NodeBricks again = rig.task(rig.ticket(), rig.bricks("w", disk.resolve("c")));
    failsFinally(() -> rig.node.prepare(again, NodeRig.CREATE), "BRICK_UNUSABLE", "already in use");
    rig.node.prepare(again, new BrickChecks(true, false, false, false));
  }

  @Test
  void aBrickFolderThatBecameALinkIsNotFollowed() throws IOException {
    Path outside = Files.createDirectory(disk.resolve("outside"));
    rig.node.prepare(task, NodeRig.CREATE);
    Files.move(disk.resolve("c"), disk.resolve("moved"));
    Files.createSymbolicLink(disk.resolve("c"), outside);
    brickRan(outside);
    files.setXattr(outside, BrickOrigin.VOLUME_ID, BrickPreparation.bytes(task.volumeId()));
    rig.deleted(bricks);

    rig.node.clear(rig.task(rig.ticket(), bricks));

    assertThat(outside.resolve(".glusterfs/00")).exists();
    assertThat(disk.resolve("c")).isSymbolicLink();
  }

  @Test
  void bricksOfADeletedVolumeAreRefused() {
    rig.deleted(bricks);
    failsFinally(() -> rig.node.prepare(task, NodeRig.CREATE), "CONFLICT", "was deleted");
    failsFinally(() -> rig.node.start(task), "CONFLICT", "was deleted");
  }

  @Test
  void aLateStopDoesNotStopAVolumeThatIsStartedAgain() {
    rig.volume(VolumeState.STARTED, bricks);
    fails(() -> rig.node.stop(task), "UNAVAILABLE", "is started");
    rig.record(ticket, "v", OperationState.COMMITTED);
    fails(() -> rig.node.stop(task), "UNAVAILABLE", "is started");
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    failsFinally(() -> rig.node.stop(task), "CONFLICT", "comes too late");
    rig.volume(VolumeState.STOPPED, bricks);
    rig.node.stop(task);
  }

  @Test
  void nothingIsUndoneWithoutARecordThatSaysSo() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    List<String> prepared = FolderState.of(disk, files);
    failsFinally(() -> rig.node.release(task), "CONFLICT", "no record of the operation");
    failsFinally(() -> rig.node.undoStart(task), "CONFLICT", "no record of the operation");
    for (OperationState state : List.of(OperationState.ACCEPTED, OperationState.COMMITTED)) {
      rig.record(ticket, "v", state);
      failsFinally(() -> rig.node.release(task), "CONFLICT", "not to be undone");
    }
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    failsFinally(() -> rig.node.release(task), "CONFLICT", "not to be undone");
    rig.store.setAway(true);
    fails(() -> rig.node.release(task), "UNAVAILABLE", "");
    rig.store.setAway(false);
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.journal.open()).hasSize(1);
  }

  @Test
  void theCopyIsNoProofOfAnUndo() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    List<String> prepared = FolderState.of(disk, files);
    rig.record(ticket, "v", OperationState.UNDOING);
    rig.freezeView();
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    failsFinally(() -> rig.node.release(task), "CONFLICT", "not to be undone");
    rig.put(rig.keys.engine(), new Engine(null, 2, "default"));
    rig.record(ticket, "v", OperationState.UNDOING);
    failsFinally(() -> rig.node.release(task), "CONFLICT", "epoch 1");
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void aVolumeThatIsMerelyMissingIsNeitherStoppedNorCleared() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    List<String> prepared = FolderState.of(disk, files);
    fails(() -> rig.node.stop(task), "UNAVAILABLE", "says nowhere");
    rig.node.clear(task);
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.journal.open()).hasSize(1);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    failsFinally(() -> rig.node.stop(task), "CONFLICT", "comes too late");
  }

  @Test
  void onlyWhatTheTombstoneNamesIsCleared() throws IOException {
    rig.node.prepare(task, NodeRig.CREATE);
    rig.deleted(bricks.subList(0, 1));
    rig.node.clear(task);
    assertThat(disk.resolve("a")).doesNotExist();
    assertThat(files.xattr(disk.resolve("c"), BrickOrigin.VOLUME_ID)).isPresent();
  }

  @Test
  void aBrickWithoutItsMarksIsNotStarted() throws IOException {
    failsToStart("the brick's folder is missing; is its file system mounted?");
    Files.createDirectories(disk.resolve("a/b"));
    failsToStart("the brick bears no volume id (trusted.glusterfs.volume-id)");
    files.setXattr(disk.resolve("a/b"), BrickOrigin.VOLUME_ID, new byte[16]);
    failsToStart("the brick bears the id of another volume");
    files.setXattr(
        disk.resolve("a/b"), BrickOrigin.VOLUME_ID, BrickPreparation.bytes(task.volumeId()));
    failsToStart("the brick has no .glusterfs folder");
    assertThat(rig.journal.all()).isEmpty();
  }

  private void failsToStart(String error) {
    fails(() -> rig.node.start(task), "BRICK_PROCESS_FAILED", error);
  }

  /** What glusterfsd makes in a brick. */
  private void brickRan(Path brick) {
    try {
      Files.createDirectories(brick.resolve(".glusterfs/00"));
      Files.writeString(brick.resolve(".glusterfs/health_check"), "now");
      files.setXattr(brick, BrickOrigin.GFID, new byte[16]);
      files.setXattr(brick, "trusted.glusterfs.mdata", new byte[3]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void failsFinally(ThrowingCallable step, String type, String sentence) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(
            ApplicationFailure.class, failure -> assertThat(failure.isNonRetryable()).isTrue());
    fails(step, type, sentence);
  }

  private static void fails(ThrowingCallable step, String type, String sentence) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(type);
              assertThat(failure.getOriginalMessage()).contains(sentence);
            });
  }
}
