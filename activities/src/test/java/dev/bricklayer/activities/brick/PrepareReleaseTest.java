package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.FaultyFileSystem;
import dev.bricklayer.activities.filesystem.FaultyFileSystem.Death;
import dev.bricklayer.activities.filesystem.FaultyFileSystem.Fault;
import dev.bricklayer.activities.filesystem.MemoryXattrs;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.NodeBricks;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Preparation goes wrong at each of its effects, in each way; release, also after a restart of the
 * node and also when release itself goes wrong, brings everything back.
 */
class PrepareReleaseTest {

  @TempDir Path temp;
  private Path disk;
  private MemoryXattrs files;
  private int life;

  @BeforeEach
  void layOut() throws IOException {
    fresh();
  }

  /** A new, used disk: a folder with marks of an earlier volume, and one with plain data. */
  private void fresh() throws IOException {
    life++;
    disk = Files.createDirectories(temp.resolve("disk" + life)).toRealPath();
    files = new MemoryXattrs(disk);
    Path used = Files.createDirectory(disk.resolve("used"));
    Files.createDirectory(used.resolve(".glusterfs"));
    files.setXattr(used, BrickOrigin.VOLUME_ID, new byte[] {1, 2, 3});
    files.setXattr(used, BrickOrigin.GFID, new byte[] {4, 5});
    Path data = Files.createDirectory(disk.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwx--x"));
    Files.writeString(data.resolve("file"), "user's");
    files.setXattr(data, "user.note", new byte[] {7});
  }

  private NodeRig rig(FaultyFileSystem faulty) {
    return new NodeRig(temp.resolve("node" + life), 1, faulty);
  }

  private List<Brick> bricks(NodeRig rig) {
    return rig.bricks(
        "v1", disk.resolve("new/deep/brick"), disk.resolve("used"), disk.resolve("data"));
  }

  private int effectsOfPrepare() throws IOException {
    fresh();
    FaultyFileSystem counting = new FaultyFileSystem(files);
    try (NodeRig rig = rig(counting)) {
      rig.node.prepare(rig.task(rig.ticket(), bricks(rig)), BrickChecks.FORCED);
      return counting.effects.size();
    }
  }

  @Test
  void preparesAndReleases() throws IOException {
    List<String> before = FolderState.of(disk, files);
    try (NodeRig rig = rig(new FaultyFileSystem(files))) {
      NodeBricks task = rig.task(rig.ticket(), bricks(rig));

      rig.node.prepare(task, BrickChecks.FORCED);
      for (Brick brick : task.bricks()) {
        Path folder = Path.of(brick.path());
        assertThat(files.xattr(folder, BrickOrigin.VOLUME_ID))
            .hasValueSatisfying(
                mark -> assertThat(mark).isEqualTo(BrickPreparation.bytes(brick.volumeId())));
        assertThat(folder.resolve(".glusterfs/indices")).isDirectory();
      }
      assertThat(Files.getPosixFilePermissions(disk.resolve("data/.glusterfs")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.getPosixFilePermissions(disk.resolve("new/deep")))
          .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));

      rig.release(task);
      assertThat(FolderState.of(disk, files)).isEqualTo(before);
      rig.release(task);
      assertThat(FolderState.of(disk, files)).isEqualTo(before);
      assertThat(temp.resolve("node" + life + "/state/bricks")).isEmptyDirectory();
    }
  }

  @Test
  void preparingTwiceIsPreparingOnce() throws IOException {
    List<String> before = FolderState.of(disk, files);
    try (NodeRig rig = rig(new FaultyFileSystem(files))) {
      NodeBricks task = rig.task(rig.ticket(), bricks(rig));
      rig.node.prepare(task, BrickChecks.FORCED);
      List<String> prepared = FolderState.of(disk, files);
      rig.node.prepare(task, BrickChecks.STRICT);
      rig.reboot(files);
      rig.node.prepare(task, BrickChecks.STRICT);
      assertThat(FolderState.of(disk, files)).isEqualTo(prepared);

      rig.release(task);
      assertThat(FolderState.of(disk, files)).isEqualTo(before);
    }
  }

  @TestFactory
  Stream<DynamicTest> releaseAfterEachFaultOfPrepare() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    int effects = effectsOfPrepare();
    assertThat(effects).isGreaterThan(20);
    for (int k = 0; k < effects; k++) {
      for (Fault fault : Fault.values()) {
        int effect = k;
        tests.add(
            DynamicTest.dynamicTest(
                fault + " at effect " + k, () -> prepareGoesWrong(effect, fault)));
      }
    }
    return tests.stream();
  }

  private void prepareGoesWrong(int effect, Fault fault) throws IOException {
    fresh();
    List<String> before = FolderState.of(disk, files);
    FaultyFileSystem faulty = new FaultyFileSystem(files);
    faulty.plant(effect, fault);
    try (NodeRig rig = rig(faulty)) {
      NodeBricks task = rig.task(rig.ticket(), bricks(rig));
      assertThatThrownBy(() -> rig.node.prepare(task, BrickChecks.FORCED))
          .isInstanceOfAny(Death.class, ApplicationFailure.class);
      if (fault == Fault.DIE_BEFORE || fault == Fault.DIE_AFTER) {
        rig.reboot(files);
      }
      rig.release(task);
      assertThat(FolderState.of(disk, files)).isEqualTo(before);

      // the late attempt finds its step closed, a new operation has free paths
      assertThatThrownBy(() -> rig.node.prepare(task, BrickChecks.FORCED))
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              failure -> {
                assertThat(failure.getType()).isEqualTo("CONFLICT");
                assertThat(failure.isNonRetryable()).isTrue();
              });
      assertThat(FolderState.of(disk, files)).isEqualTo(before);
      rig.node.prepare(rig.task(rig.ticket(), bricks(rig)), BrickChecks.FORCED);
    }
  }

  @TestFactory
  Stream<DynamicTest> retryAfterEachFaultOfPrepare() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    int effects = effectsOfPrepare();
    for (int k = 0; k < effects; k++) {
      for (Fault fault : Fault.values()) {
        int effect = k;
        tests.add(DynamicTest.dynamicTest(fault + " at effect " + k, () -> retry(effect, fault)));
      }
    }
    return tests.stream();
  }

  private void retry(int effect, Fault fault) throws IOException {
    fresh();
    List<String> before = FolderState.of(disk, files);
    FaultyFileSystem faulty = new FaultyFileSystem(files);
    faulty.plant(effect, fault);
    try (NodeRig rig = rig(faulty)) {
      List<Brick> bricks = bricks(rig);
      Ticket ticket = rig.ticket();
      NodeBricks task = rig.task(ticket, bricks);
      assertThatThrownBy(() -> rig.node.prepare(task, BrickChecks.FORCED))
          .isInstanceOfAny(Death.class, ApplicationFailure.class);
      if (fault == Fault.DIE_BEFORE || fault == Fault.DIE_AFTER) {
        rig.reboot(files);
      }
      rig.node.prepare(task, BrickChecks.FORCED);
      for (Brick brick : bricks) {
        assertThat(Path.of(brick.path(), ".glusterfs", "indices")).isDirectory();
        assertThat(files.xattr(Path.of(brick.path()), BrickOrigin.VOLUME_ID)).isPresent();
      }
      rig.release(task);
      assertThat(FolderState.of(disk, files)).isEqualTo(before);
    }
  }

  @TestFactory
  Stream<DynamicTest> releaseAgainAfterEachFaultOfRelease() throws IOException {
    fresh();
    FaultyFileSystem counting = new FaultyFileSystem(files);
    int prepared;
    int released;
    try (NodeRig rig = rig(counting)) {
      NodeBricks task = rig.task(rig.ticket(), bricks(rig));
      rig.node.prepare(task, BrickChecks.FORCED);
      prepared = counting.effects.size();
      rig.release(task);
      released = counting.effects.size();
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (int k = prepared; k < released; k++) {
      for (Fault fault : Fault.values()) {
        int effect = k;
        tests.add(
            DynamicTest.dynamicTest(
                fault + " at effect " + k, () -> releaseGoesWrong(effect, fault)));
      }
    }
    return tests.stream();
  }

  private void releaseGoesWrong(int effect, Fault fault) throws IOException {
    fresh();
    List<String> before = FolderState.of(disk, files);
    FaultyFileSystem faulty = new FaultyFileSystem(files);
    faulty.plant(effect, fault);
    try (NodeRig rig = rig(faulty)) {
      NodeBricks task = rig.task(rig.ticket(), bricks(rig));
      rig.node.prepare(task, BrickChecks.FORCED);
      assertThatThrownBy(() -> rig.release(task))
          .isInstanceOfAny(Death.class, ApplicationFailure.class);
      if (fault == Fault.DIE_BEFORE || fault == Fault.DIE_AFTER) {
        rig.reboot(files);
      }
      rig.release(task);
      assertThat(FolderState.of(disk, files)).isEqualTo(before);
    }
  }
}
