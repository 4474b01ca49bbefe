package dev.bricklayer.activities.volume;

import static dev.bricklayer.activities.operation.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.operation.StoreRig;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreVolumeCommitsTest {
  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final StoreVolumeCommits commits =
      new StoreVolumeCommits(store, () -> rig.keys, rig.clock);
  private final Volume volume = Examples.volume("v1", 3);
  private final List<Brick> bricks = Examples.bricks(volume, rig.peers);
  private final Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void createWritesEverythingInOneRevision() {
    long revision = create(ticket);

    Volume written = stored();
    assertThat(written.state()).isEqualTo(VolumeState.CREATED);
    assertThat(written.id()).isEqualTo(volume.id());
    assertThat(written.auth()).isEqualTo(new VolumeAuth("the-user", "the-password"));
    for (Brick brick : bricks) {
      String key = rig.keys.brick(brick.peerId(), brick.path());
      assertThat(rig.value(key, Brick.class)).contains(brick);
      assertThat(revisionOf(key)).isEqualTo(revision);
      assertThat(revisionOf(rig.keys.usage(brick.peerId()))).isEqualTo(revision);
    }
    assertThat(revisionOf(rig.keys.volume("v1"))).isEqualTo(revision);
    assertThat(revisionOf(rig.keys.operation(ticket.operation()))).isEqualTo(revision);
    assertThat(rig.state(ticket)).isEqualTo(OperationState.COMMITTED);
  }

  @Test
  void aSecondCommitAnswersWithTheFirstOnesRevision() {
    long revision = create(ticket);
    List<String> before = rig.entities();
    assertThat(create(ticket)).isEqualTo(revision);
    rig.operations().end(ticket, StoreRig.end(Outcome.SUCCEEDED));
    assertThat(create(ticket)).isEqualTo(revision);
    assertThat(rig.entities()).isEqualTo(before);
  }

  @Test
  void aLostAnswerIsLookedUp() {
    store.failNextCommitAfterEffect();
    long revision = create(ticket);
    assertThat(revisionOf(rig.keys.volume("v1"))).isEqualTo(revision);
  }

  @Test
  void aLostRequestIsSentAgain() {
    store.failNextCommitBeforeEffect();
    long revision = create(ticket);
    assertThat(revisionOf(rig.keys.volume("v1"))).isEqualTo(revision);
    assertThat(store.commits()).isGreaterThan(2);
  }

  @Test
  void aStoreThatStaysSilentIsReported() {
    store.failNextCommitBeforeEffect();
    store.failNextCommitBeforeEffect();
    assertRefused(ErrorCode.UNAVAILABLE, () -> create(ticket));
    create(ticket);
  }

  @Test
  void aCommitAfterTheRollBackBeganChangesNothing() {
    rig.operations().beginUndo(ticket, null);
    List<String> before = rig.entities();
    assertRefused(ErrorCode.CONFLICT, () -> create(ticket));
    rig.operations().end(ticket, StoreRig.end(Outcome.ROLLED_BACK));
    assertRefused(ErrorCode.CONFLICT, () -> create(ticket));
    assertThat(rig.entities()).isEqualTo(before);
  }

  @Test
  void aRollBackThatSlipsInBeforeTheCommitWins() {
    List<String> before = rig.entities();
    store.beforeNextCommit(() -> rig.operations().beginUndo(ticket, null));
    assertRefused(ErrorCode.CONFLICT, () -> create(ticket));
    assertThat(rig.entities()).isEqualTo(before);
    assertThat(rig.state(ticket)).isEqualTo(OperationState.UNDOING);
  }

  @Test
  void aCommitOfAnOldEpochIsRefused() {
    rig.setEpoch(2);
    assertRefused(ErrorCode.CONFLICT, () -> create(ticket));
    assertThat(rig.store.get(rig.keys.volume("v1"))).isEmpty();
  }

  @Test
  void anEngineThatTakesOverBeforeTheCommitWins() {
    store.beforeNextCommit(() -> rig.setEpoch(2));
    assertRefused(ErrorCode.CONFLICT, () -> create(ticket));
    assertThat(rig.state(ticket)).isEqualTo(OperationState.ACCEPTED);
  }

  @Test
  void whatChangesMeanwhileWithoutHarmIsNoObstacle() {
    Peer edited = rig.peers.get(0);
    store.beforeNextCommit(() -> rig.put(rig.keys.peer(edited.id()), edited));
    store.beforeNextCommit(() -> rig.setEpoch(1));
    create(ticket);
  }

  @Test
  void anOperationWithoutARecordIsRefused() {
    Ticket unknown = new Ticket(new UUID(8, 8), ticket.kind(), ticket.cluster(), 1, 1);
    assertRefused(ErrorCode.OPERATION_NOT_FOUND, () -> create(unknown));
  }

  @Test
  void aTakenNameIsRefused() {
    create(ticket);
    Volume twin = Examples.volume("v1", 1);
    List<Brick> others = List.of(Examples.brick(twin, rig.peers.get(0), "/bricks/other", 0));
    Ticket second = rig.accept(OperationKind.CREATE_VOLUME);
    OperationError error =
        assertRefused(
            ErrorCode.VOLUME_EXISTS,
            () -> commits.create(second, StoreRig.createPlan(twin, others)));
    assertThat(error.message()).isEqualTo("volume already exists");
    assertThat(rig.state(second)).isEqualTo(OperationState.ACCEPTED);
  }

  @Test
  void aTakenBrickIsRefusedWithItsVolume() {
    create(ticket);
    List<String> before = rig.entities();
    OperationError error = assertBrickRefused();
    assertThat(error.message()).contains("10.0.0.2:/bricks/v1").contains("volume v1");
    assertThat(error.fields())
        .containsEntry("peer-id", rig.peers.get(1).id().toString())
        .containsEntry("path", "/bricks/v1")
        .containsEntry("volume", "v1");
    assertThat(rig.entities()).isEqualTo(before);
  }

  @Test
  void aBrickThatIsTakenMeanwhileIsRefused() {
    store.beforeNextCommit(() -> create(ticket));
    assertBrickRefused();
    assertThat(rig.store.get(rig.keys.volume("v2"))).isEmpty();
  }

  private OperationError assertBrickRefused() {
    Volume other = Examples.volume("v2", 2);
    List<Brick> both =
        List.of(
            Examples.brick(other, rig.peers.get(0), "/bricks/v2", 0),
            Examples.brick(other, rig.peers.get(1), "/bricks/v1", 1));
    Ticket second = rig.accept(OperationKind.CREATE_VOLUME);
    return assertRefused(
        ErrorCode.BRICK_IN_USE, () -> commits.create(second, StoreRig.createPlan(other, both)));
  }

  @Test
  void aBrickThatIsListedTwiceIsRefused() {
    assertRefused(
        ErrorCode.INVALID_REQUEST,
        () ->
            commits.create(
                ticket, StoreRig.createPlan(volume, List.of(bricks.get(0), bricks.get(0)))));
  }

  @Test
  void aPeerThatIsGoneIsRefused() {
    UUID gone = rig.peers.get(2).id();
    rig.delete(rig.keys.peer(gone));
    OperationError error = assertRefused(ErrorCode.PEER_NOT_FOUND, () -> create(ticket));
    assertThat(error.fields()).containsEntry("peer-id", gone.toString());
  }

  @Test
  void aPeerThatGoesMeanwhileIsRefused() {
    store.beforeNextCommit(() -> rig.delete(rig.keys.peer(rig.peers.get(2).id())));
    assertRefused(ErrorCode.PEER_NOT_FOUND, () -> create(ticket));
  }

  @Test
  void startAndStop() {
    create(ticket);
    assertRefused(ErrorCode.WRONG_VOLUME_STATE, () -> stop());
    long started = start(false);
    assertThat(stored().state()).isEqualTo(VolumeState.STARTED);
    assertThat(revisionOf(rig.keys.volume("v1"))).isEqualTo(started);
    assertThat(assertRefused(ErrorCode.WRONG_VOLUME_STATE, () -> start(false)).message())
        .isEqualTo("volume already started");
    assertThat(start(true)).isGreaterThan(started);
    stop();
    assertThat(stored().state()).isEqualTo(VolumeState.STOPPED);
    assertThat(assertRefused(ErrorCode.WRONG_VOLUME_STATE, () -> stop()).message())
        .isEqualTo("volume already stopped");
    assertThat(stored().auth()).isEqualTo(new VolumeAuth("the-user", "the-password"));
  }

  @Test
  void aVolumeOfThatNameWithAnotherIdIsNotTheOne() {
    create(ticket);
    Volume other =
        new Volume(
            new UUID(4, 4),
            "v1",
            VolumeState.CREATED,
            "tcp",
            volume.subvols(),
            Map.of(),
            Map.of(),
            volume.auth(),
            0);
    Ticket start = rig.accept(OperationKind.START_VOLUME);
    assertRefused(
        ErrorCode.VOLUME_NOT_FOUND,
        () -> commits.start(start, StoreRig.plan(other, List.of(), false)));
    assertRefused(
        ErrorCode.VOLUME_NOT_FOUND,
        () -> commits.delete(start, StoreRig.plan(other, List.of(), false)));
    assertRefused(
        ErrorCode.VOLUME_NOT_FOUND,
        () -> commits.stop(start, StoreRig.plan(Examples.volume("v9", 1), List.of(), false)));
  }

  @Test
  void deleteLeavesATombstoneForEachPeer() {
    create(ticket);
    long revision = delete();
    assertThat(store.get(rig.keys.volume("v1"))).isEmpty();
    assertThat(store.list(rig.keys.bricks()).entries()).isEmpty();
    for (Brick brick : bricks) {
      assertThat(rig.value(rig.keys.tombstone(brick.peerId(), volume.id()), Tombstone.class))
          .contains(new Tombstone(volume.id(), "v1", brick.peerId(), List.of(brick)));
      assertThat(revisionOf(rig.keys.usage(brick.peerId()))).isEqualTo(revision);
    }
    // the name and the bricks are free again
    create(rig.accept(OperationKind.CREATE_VOLUME));
  }

  @Test
  void aStartedVolumeIsNotDeleted() {
    create(ticket);
    start(false);
    List<String> before = rig.entities();
    assertThat(assertRefused(ErrorCode.WRONG_VOLUME_STATE, () -> delete()).message())
        .isEqualTo("volume must be in stopped state before deleting");
    assertThat(rig.entities()).isEqualTo(before);
    stop();
    delete();
  }

  @Test
  void aVolumeThatIsStartedMeanwhileIsNotDeleted() {
    create(ticket);
    Ticket deletion = rig.accept(OperationKind.DELETE_VOLUME);
    store.beforeNextCommit(() -> start(false));
    assertRefused(
        ErrorCode.WRONG_VOLUME_STATE,
        () -> commits.delete(deletion, StoreRig.plan(volume, bricks, false)));
  }

  @Test
  void aBrickOfAnotherVolumeIsNotDeleted() {
    create(ticket);
    Brick stray = Examples.brick(volume, rig.peers.get(0), "/bricks/stray", 7);
    Ticket deletion = rig.accept(OperationKind.DELETE_VOLUME);
    assertRefused(
        ErrorCode.CONFLICT,
        () -> commits.delete(deletion, StoreRig.plan(volume, List.of(stray), false)));
  }

  @Test
  void aLostAnswerToADeletionIsLookedUp() {
    create(ticket);
    Ticket deletion = rig.accept(OperationKind.DELETE_VOLUME);
    store.failNextCommitAfterEffect();
    long revision = commits.delete(deletion, StoreRig.plan(volume, bricks, false));
    assertThat(commits.delete(deletion, StoreRig.plan(volume, bricks, false))).isEqualTo(revision);
  }

  private long create(Ticket by) {
    return commits.create(by, StoreRig.createPlan(volume, bricks));
  }

  private long start(boolean force) {
    return commits.start(
        rig.accept(OperationKind.START_VOLUME), StoreRig.plan(volume, bricks, force));
  }

  private long stop() {
    return commits.stop(
        rig.accept(OperationKind.STOP_VOLUME), StoreRig.plan(volume, bricks, false));
  }

  private long delete() {
    return commits.delete(
        rig.accept(OperationKind.DELETE_VOLUME), StoreRig.plan(volume, bricks, false));
  }

  private Volume stored() {
    return rig.value(rig.keys.volume("v1"), Volume.class).orElseThrow();
  }

  private long revisionOf(String key) {
    return store.get(key).orElseThrow().modRevision();
  }
}
