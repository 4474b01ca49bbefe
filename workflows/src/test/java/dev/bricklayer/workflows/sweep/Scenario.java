package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.VolumePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a workflow is run on: a cluster to start from, its plan, and the operation that leads back.
 * All that the sweep must be told of a workflow.
 *
 * @param setUp makes the cluster, from its three nodes
 * @param plan what the workflow is asked to do
 * @param back the operation that leads back, and its plan
 */
record Scenario(
    OperationKind kind,
    BiConsumer<FakeCluster, List<UUID>> setUp,
    Function<List<UUID>, Object> plan,
    OperationKind back,
    Function<List<UUID>, Object> backPlan) {

  private static final UUID OUTSIDER = Engine.id("n4");

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              OperationKind.CREATE_VOLUME,
              Scenario::emptyFolders,
              nodes -> create(nodes, "v1"),
              OperationKind.DELETE_VOLUME,
              nodes -> volume(nodes, "v1")),
          new Scenario(
              OperationKind.START_VOLUME,
              (cluster, nodes) -> volumeIs(VolumeState.CREATED, cluster, nodes),
              nodes -> volume(nodes, "v1"),
              OperationKind.STOP_VOLUME,
              nodes -> volume(nodes, "v1")),
          new Scenario(
              OperationKind.STOP_VOLUME,
              (cluster, nodes) -> volumeIs(VolumeState.STARTED, cluster, nodes),
              nodes -> volume(nodes, "v1"),
              OperationKind.START_VOLUME,
              nodes -> volume(nodes, "v1")),
          new Scenario(
              OperationKind.DELETE_VOLUME,
              (cluster, nodes) -> volumeIs(VolumeState.CREATED, cluster, nodes),
              nodes -> volume(nodes, "v1"),
              OperationKind.CREATE_VOLUME,
              nodes -> create(nodes, "v2")),
          new Scenario(
              OperationKind.ADD_PEER,
              (cluster, nodes) -> peers(cluster, nodes, false),
              nodes -> new AddPeerPlan("n4:24008", peer(OUTSIDER, "n4")),
              OperationKind.REMOVE_PEER,
              nodes -> new RemovePeerPlan("n4:24008", peer(OUTSIDER, "n4"))),
          new Scenario(
              OperationKind.REMOVE_PEER,
              (cluster, nodes) -> peers(cluster, nodes, true),
              nodes -> new RemovePeerPlan("n4:24008", peer(OUTSIDER, "n4")),
              OperationKind.ADD_PEER,
              nodes -> new AddPeerPlan("n4:24008", peer(OUTSIDER, "n4"))));

  static Scenario of(OperationKind kind) {
    return ALL.stream()
        .filter(scenario -> scenario.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no scenario runs " + kind.workflow()));
  }

  FakeCluster cluster(List<UUID> nodes, Set<Plant> plants) {
    FakeCluster cluster = new FakeCluster(plants);
    for (int i = 0; i < nodes.size(); i++) {
      String name = "n" + (i + 1);
      cluster.addNode(nodes.get(i), name);
      cluster.store.peers.put(nodes.get(i), peer(nodes.get(i), name));
    }
    cluster.members.voters.put(nodes.get(0), true);
    cluster.members.voters.put(nodes.get(1), false);
    setUp.accept(cluster, nodes);
    return cluster;
  }

  /** Some brick folders are there before the volume, some are not. */
  private static void emptyFolders(FakeCluster cluster, List<UUID> nodes) {
    cluster.node(nodes.get(0)).hasFolder("/b/1");
    cluster.node(nodes.get(2)).hasFolder("/b/3");
  }

  /** One brick of a volume that is not started runs all the same. */
  private static void volumeIs(VolumeState state, FakeCluster cluster, List<UUID> nodes) {
    List<Brick> bricks = bricks(nodes, "v1");
    cluster.store.put(new FakeStore.FakeVolume(Engine.id("v1"), "v1", state, bricks));
    for (Brick brick : bricks) {
      boolean running = state == VolumeState.STARTED || brick.index() == 1;
      cluster.node(brick.peerId()).hasBrick(brick, brick.index() % 2 == 1, running);
    }
  }

  private static void peers(FakeCluster cluster, List<UUID> nodes, boolean outsiderIsPeer) {
    cluster.nameOutsider(OUTSIDER, "n4");
    cluster.store.peers.remove(nodes.get(2));
    cluster.nodes.remove(nodes.get(2));
    if (outsiderIsPeer) {
      cluster.store.peers.put(OUTSIDER, peer(OUTSIDER, "n4"));
      cluster.members.voters.put(nodes.get(1), true);
      cluster.members.voters.put(OUTSIDER, true);
      cluster.members.outsider.inCluster = true;
      cluster.members.outsider.memberRuns = true;
    }
  }

  private static Peer peer(UUID id, String name) {
    return new Peer(
        id, name, List.of(name + ":24008"), List.of(name + ":24007"), Map.of("_zone", name), 1);
  }

  private static List<Brick> bricks(List<UUID> nodes, String volume) {
    List<Brick> bricks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int node = Math.min(i, 2);
      String path = "/b/" + (i + 1);
      bricks.add(
          new Brick(
              Engine.id(volume + path),
              Engine.id(volume),
              volume,
              nodes.get(node),
              "n" + (node + 1),
              path,
              BrickType.BRICK,
              i / 2,
              i));
    }
    return bricks;
  }

  private static CreateVolumePlan create(List<UUID> nodes, String name) {
    Subvol pair = new Subvol(name + "-replicate-0", SubvolType.REPLICATE, 2, 0, 0, 0);
    return new CreateVolumePlan(
        Engine.id(name),
        name,
        "tcp",
        List.of(pair, pair),
        bricks(nodes, name),
        Map.of(),
        Map.of(),
        0,
        new BrickChecks(false, false, false, true));
  }

  private static VolumePlan volume(List<UUID> nodes, String name) {
    return new VolumePlan(Engine.id(name), name, bricks(nodes, name), false, 100);
  }
}
