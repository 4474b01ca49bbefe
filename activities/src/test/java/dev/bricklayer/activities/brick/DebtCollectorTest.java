package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.brick.DebtCollector.Settled;
import dev.bricklayer.activities.filesystem.MemoryXattrs;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.NodeBricks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DebtCollectorTest {

  @TempDir Path temp;
  private Path disk;
  private MemoryXattrs files;
  private NodeRig rig;
  private Ticket ticket;
  private List<Brick> bricks;
  private List<String> before;
  private List<String> prepared;

  @BeforeEach
  void prepare() throws IOException {
    disk = Files.createDirectory(temp.toRealPath().resolve("disk"));
    files = new MemoryXattrs(disk);
    rig = new NodeRig(temp, 1, files);
    ticket = rig.ticket();
    bricks = rig.bricks("v", disk.resolve("a/b"), disk.resolve("c"));
    before = FolderState.of(disk, files);
    NodeBricks task = rig.task(ticket, bricks);
    rig.node.prepare(task, NodeRig.CREATE);
    prepared = FolderState.of(disk, files);
    rig.reboot(files);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = OperationState.class,
      names = {"ACCEPTED", "COMMITTED", "UNDOING"})
  void leavesOpenOperationsAlone(OperationState state) throws IOException {
    rig.record(ticket, "v", state);
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.journal.open()).hasSize(1);
  }

  @Test
  void forgetsSucceededOnes() throws IOException {
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    assertThat(collect()).isEqualTo(new Settled(0, 1, 0, 0, 0, 0));
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.journal.all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SUCCEEDED", "INTERRUPTED"})
  void undoesFailedOnesAndPaysTheirDebts(Outcome outcome) throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, outcome);
    rig.debt(ticket, "prepare");
    assertThat(collect()).isEqualTo(new Settled(1, 0, 1, 0, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
    assertThat(rig.store.list(rig.keys.debts()).entries()).isEmpty();
    assertThat(rig.journal.open()).isEmpty();
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 0));
  }

  @Test
  void keepsWhatAnOperationDidThatARestoreInterrupted() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.INTERRUPTED);
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 1));
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.node.steps().origins().all()).hasSize(2);
  }

  @Test
  void keepsWhatAnOperationWithoutARecordDid() throws IOException {
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 1));
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.journal.open()).hasSize(1);
    assertThat(rig.node.steps().origins().all()).hasSize(2);
  }

  @Test
  void keepsItWithADebtToo() throws IOException {
    rig.debt(ticket, "prepare");
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 1));
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.store.list(rig.keys.debts()).entries()).hasSize(1);
  }

  @Test
  void aRecordThatComesBackSettlesWhatWasKept() throws IOException {
    DebtCollector collector = rig.node.debtCollector();
    assertThat(collector.collect().kept()).isEqualTo(1);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    rig.debt(ticket, "prepare");
    assertThat(collector.collect()).isEqualTo(new Settled(1, 0, 1, 0, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  @Test
  void anEmptiedStoreChangesNoBrick() throws IOException {
    rig.volume(VolumeState.CREATED, bricks);
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.node.debtCollector().collect();
    Ticket started = rig.ticket();
    rig.journal.open(
        started, StartedBricks.STEP, new StartedBricks(rig.task(started, bricks), bricks));
    rig.emptyStore();
    rig.reboot(files);
    assertThat(collect().undone()).isZero();
    assertThat(collect().kept()).isPositive();
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    assertThat(rig.node.steps().origins().all()).hasSize(2);
    assertThat(rig.journal.open()).hasSize(1);
  }

  @Test
  void theCopyAloneIsNoProofThatAnOperationFailed() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.ROLLED_BACK);
    rig.deleted(rig.bricks("w", disk.resolve("c")));
    rig.freezeView();
    rig.emptyStore();
    assertThat(collect().undone()).isZero();
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void theCopyAloneIsNoProofThatAVolumeWasDeleted() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.deleted(bricks);
    rig.freezeView();
    rig.emptyStore();
    assertThat(collect().cleared()).isZero();
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void aTombstoneOfAVolumeThatIsThereIsNoProof() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.deleted(bricks);
    rig.volume(VolumeState.CREATED, bricks);
    assertThat(collect().cleared()).isZero();
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void neverTouchesARegisteredBrick() throws IOException {
    rig.volume(VolumeState.CREATED, bricks);
    assertThat(collect()).isEqualTo(new Settled(0, 1, 0, 0, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void aDebtThatTheNodeKnowsNothingOfIsPaid() {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.ROLLED_BACK);
    collect();
    Ticket other = rig.ticket();
    rig.record(other, "w", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    rig.debt(other, "start");
    assertThat(collect()).isEqualTo(new Settled(0, 0, 1, 0, 0, 0));
  }

  @Test
  void aDebtWithoutARecordStaysAlsoWhereTheNodeKnowsNothingOfIt() {
    rig.record(ticket, "v", OperationState.ACCEPTED);
    rig.debt(rig.ticket(), "prepare");
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 0));
    assertThat(rig.store.list(rig.keys.debts()).entries()).hasSize(1);
  }

  @Test
  void aDebtOfOtherStepsIsLeftToOthers() {
    Ticket other = rig.ticket();
    rig.record(ticket, "v", OperationState.ACCEPTED);
    rig.record(other, "cluster", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    rig.debt(other, "join");
    assertThat(collect()).isEqualTo(new Settled(0, 0, 0, 0, 0, 0));
    assertThat(rig.store.list(rig.keys.debts()).entries()).hasSize(1);
  }

  @Test
  void whereTheJournalWasLostTheOriginsTell() throws IOException {
    cutOffJournal();
    rig.reboot(files);
    assertThat(rig.journal.all()).isEmpty();
    rig.record(ticket, "v", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    rig.debt(ticket, "prepare");
    assertThat(collect()).isEqualTo(new Settled(1, 0, 1, 0, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  @Test
  void releaseToldByTheOriginsWhenTheJournalWasLost() throws IOException {
    cutOffJournal();
    rig.reboot(files);
    rig.release(rig.task(ticket, bricks));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
  }

  @Test
  void clearsTheBricksOfDeletedVolumes() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.deleted(bricks);
    assertThat(collect()).isEqualTo(new Settled(0, 1, 0, 1, 0, 0));
    assertThat(FolderState.of(disk, files)).isEqualTo(before);
    assertThat(rig.store.list(rig.keys.tombstones()).entries()).isEmpty();
  }

  @Test
  void leavesAVolumeAloneThatIsBeingDeleted() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.SUCCEEDED);
    rig.deleted(bricks);
    rig.record(rig.ticket(), "v", OperationState.COMMITTED);
    assertThat(collect().cleared()).isZero();
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void nothingIsDoneByAnotherStore() throws IOException {
    rig.record(ticket, "v", OperationState.ENDED, Outcome.PARTLY_ROLLED_BACK);
    rig.debt(ticket, "prepare");
    rig.foreign = true;
    assertThatThrownBy(this::collect).hasMessageContaining("another one");
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
    rig.record(ticket, "v", OperationState.UNDOING);
    assertThatThrownBy(() -> rig.node.release(rig.task(ticket, bricks)))
        .hasMessageContaining("another one");
    rig.deleted(bricks);
    assertThatThrownBy(() -> rig.node.clear(rig.task(ticket, bricks)))
        .hasMessageContaining("another one");
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  @Test
  void nothingIsDoneWithoutTheStore() throws IOException {
    rig.store.setAway(true);
    assertThatThrownBy(this::collect).isInstanceOf(ClusterException.class);
    rig.store.setAway(false);
    assertThat(FolderState.of(disk, files)).isEqualTo(prepared);
  }

  private Settled collect() {
    return rig.node.debtCollector().collect();
  }

  private void cutOffJournal() throws IOException {
    Path folder = rig.settings.folders().state().resolve("journal");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : all) {
        Files.writeString(file, "{");
      }
    }
  }
}
