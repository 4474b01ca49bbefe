package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.brick.Orphan.Kind;
import dev.bricklayer.activities.filesystem.MemoryXattrs;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeOrphansTest {

  @TempDir Path temp;
  private Path disk;
  private MemoryXattrs files;
  private NodeRig rig;
  private Ticket ticket;
  private List<Brick> bricks;

  @BeforeEach
  void prepare() throws IOException {
    disk = Files.createDirectory(temp.toRealPath().resolve("disk"));
    files = new MemoryXattrs(disk);
    rig = new NodeRig(temp, 1, files);
    ticket = rig.ticket();
    bricks = rig.bricks("v", disk.resolve("a/b"), disk.resolve("c"));
    rig.record(ticket, "v", OperationState.ACCEPTED);
    rig.node.prepare(rig.task(ticket, bricks), NodeRig.CREATE);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whatIsAVolumesOrInWorkIsNone() throws IOException {
    assertThat(orphans()).isEmpty();
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    assertThat(orphans()).isEmpty();
    rig.deleted(bricks);
    assertThat(orphans()).isEmpty();
    rig.node.debtCollector().collect();
    assertThat(orphans()).isEmpty();
  }

  @Test
  void anEmptiedStoreMakesAllOfThemOrphans() throws IOException {
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    List<String> before = FolderState.of(disk, files);
    rig.emptyStore();
    rig.put(rig.keys.xlators(), "x");
    assertThat(orphans())
        .containsExactly(
            new Orphan(
                disk + "/a/b",
                List.of(Kind.FOLDER, Kind.ORIGIN, Kind.JOURNAL),
                "v",
                bricks.get(0).volumeId(),
                ticket.operation(),
                List.of()),
            new Orphan(
                disk + "/c",
                List.of(Kind.FOLDER, Kind.ORIGIN, Kind.JOURNAL),
                "v",
                bricks.get(0).volumeId(),
                ticket.operation(),
                List.of()));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  @Test
  void aFolderBesideABrickThatBearsAMarkIsOne() throws IOException {
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    UUID lost = UUID.randomUUID();
    Path beside = Files.createDirectory(disk.resolve("beside"));
    Files.createDirectory(disk.resolve("plain"));
    files.setXattr(beside, BrickOrigin.VOLUME_ID, BrickPreparation.bytes(lost));
    assertThat(orphans())
        .containsExactly(
            new Orphan(beside.toString(), List.of(Kind.FOLDER), null, lost, null, List.of()));
  }

  @Test
  void eachIsToldOnceWhenItIsStillOneAtTheSecondLook() throws IOException {
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    List<String> told = new ArrayList<>();
    OrphanWatch watch =
        new OrphanWatch(
            rig.node.orphans(),
            new BrickEvents() {
              @Override
              public void orphaned(Orphan orphan) {
                told.add(orphan.path());
              }

              @Override
              public void died(Brick brick) {}

              @Override
              public void restarted(Brick brick, int attempts) {}

              @Override
              public void failed(Brick brick, int attempts, String error) {}
            });
    watch.look();
    assertThat(watch.number()).isZero();
    Path beside = Files.createDirectory(disk.resolve("beside"));
    files.setXattr(beside, BrickOrigin.VOLUME_ID, new byte[16]);
    watch.look();
    assertThat(told).isEmpty();
    assertThat(watch.number()).isEqualTo(1);
    watch.look();
    watch.look();
    assertThat(told).containsExactly(beside.toString());
    assertThat(watch.serving()).isFalse();
  }

  private List<Orphan> orphans() {
    return rig.node.orphans().list();
  }
}
