package dev.bricklayer.activities.peer;

import static dev.bricklayer.activities.operation.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.operation.StoreRig;
import dev.bricklayer.activities.volume.StoreVolumeCommits;
import dev.bricklayer.config.cluster.BrickPort;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorePeerCommitsTest {
  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final StorePeerCommits commits = new StorePeerCommits(store, () -> rig.keys, rig.clock);
  private final StoreVolumeCommits volumes =
      new StoreVolumeCommits(store, () -> rig.keys, rig.clock);
  private final Peer joiner = Examples.peer(4);
  private final Peer leaver = rig.peers.get(1);
  private final Volume volume = Examples.volume("v1", 3);
  private final List<Brick> bricks = Examples.bricks(volume, rig.peers);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void addsAPeerOnce() {
    Ticket ticket = rig.accept(OperationKind.ADD_PEER);
    long revision = commits.add(ticket, new AddPeerPlan("10.0.0.4:24008", joiner));
    assertThat(rig.value(rig.keys.peer(joiner.id()), Peer.class)).contains(joiner);
    assertThat(commits.add(ticket, new AddPeerPlan("10.0.0.4:24008", joiner))).isEqualTo(revision);

    Ticket again = rig.accept(OperationKind.ADD_PEER);
    OperationError error =
        assertRefused(
            ErrorCode.PEER_EXISTS,
            () -> commits.add(again, new AddPeerPlan("10.0.0.4:24008", joiner)));
    assertThat(error.message()).contains(joiner.id().toString());
    assertThat(rig.state(again)).isEqualTo(OperationState.ACCEPTED);
  }

  @Test
  void aPeerIsNotAddedAfterTheRollBackBegan() {
    Ticket ticket = rig.accept(OperationKind.ADD_PEER);
    store.beforeNextCommit(() -> rig.operations().beginUndo(ticket, null));
    assertRefused(
        ErrorCode.CONFLICT, () -> commits.add(ticket, new AddPeerPlan("10.0.0.4:24008", joiner)));
    assertThat(store.get(rig.keys.peer(joiner.id()))).isEmpty();
  }

  @Test
  void removesAPeerWithWhatIsNotedOfIt() {
    Ticket old = rig.accept(OperationKind.CREATE_VOLUME);
    create(old);
    volumes.delete(rig.accept(OperationKind.DELETE_VOLUME), StoreRig.plan(volume, bricks, false));
    Debt debt = new Debt(old.operation(), leaver.id(), List.of("prepare"), Examples.NOW);
    rig.put(rig.keys.debt(leaver.id(), old.operation()), debt);
    rig.put(rig.keys.port(leaver.id(), "/bricks/v1"), new BrickPort("10.0.0.2", 49152, 1));

    Ticket ticket = rig.accept(OperationKind.REMOVE_PEER);
    store.failNextCommitAfterEffect();
    long revision = commits.remove(ticket, plan());

    assertThat(commits.remove(ticket, plan())).isEqualTo(revision);
    assertThat(rig.entities())
        .filteredOn(line -> line.contains(leaver.id().toString()))
        .as("only that it was removed")
        .singleElement()
        .asString()
        .contains("/removed/");
    assertThat(rig.entities()).anyMatch(line -> line.contains("/tombstones/"));
    assertRefused(
        ErrorCode.PEER_NOT_FOUND,
        () -> commits.remove(rig.accept(OperationKind.REMOVE_PEER), plan()));
  }

  @Test
  void aPeerWithBricksStays() {
    create(rig.accept(OperationKind.CREATE_VOLUME));
    OperationError error =
        assertRefused(
            ErrorCode.FORBIDDEN,
            () -> commits.remove(rig.accept(OperationKind.REMOVE_PEER), plan()));
    assertThat(error.message()).contains("10.0.0.2").contains("1 brick ").contains("v1");
    assertThat(store.get(rig.keys.peer(leaver.id()))).isPresent();
  }

  @Test
  void aPeerThatGetsABrickMeanwhileStays() {
    Ticket creation = rig.accept(OperationKind.CREATE_VOLUME);
    Ticket ticket = rig.accept(OperationKind.REMOVE_PEER);
    store.beforeNextCommit(() -> create(creation));
    assertRefused(ErrorCode.FORBIDDEN, () -> commits.remove(ticket, plan()));
    assertThat(store.get(rig.keys.peer(leaver.id()))).isPresent();
  }

  @Test
  void aVolumeOnAPeerThatIsRemovedMeanwhileIsNotCreated() {
    Ticket creation = rig.accept(OperationKind.CREATE_VOLUME);
    Ticket ticket = rig.accept(OperationKind.REMOVE_PEER);
    store.beforeNextCommit(() -> commits.remove(ticket, plan()));
    assertRefused(ErrorCode.PEER_NOT_FOUND, () -> create(creation));
    assertThat(store.list(rig.keys.bricks()).entries()).isEmpty();
  }

  private long create(Ticket ticket) {
    return volumes.create(ticket, StoreRig.createPlan(volume, bricks));
  }

  private RemovePeerPlan plan() {
    return new RemovePeerPlan("10.0.0.2:24008", leaver);
  }
}
