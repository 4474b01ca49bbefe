package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.OperationActivities;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.PeerActivities;
import dev.bricklayer.workflows.peer.PeerCommits;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import dev.bricklayer.workflows.volume.BrickActivities;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.NodeBricks;
import dev.bricklayer.workflows.volume.VolumeCommits;
import dev.bricklayer.workflows.volume.VolumePlan;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The activities, each on the fake cluster of the trial that its operation belongs to. */
final class FakeActivities {
  private final Function<UUID, FakeCluster> clusters;

  FakeActivities(Function<UUID, FakeCluster> clusters) {
    this.clusters = clusters;
  }

  Object[] ofCluster() {
    return new Object[] {new Operations(), new Volumes(), new Peers(), new PeerCommit()};
  }

  Object[] ofNode() {
    return new Object[] {new Bricks()};
  }

  private FakeCluster of(Ticket ticket) {
    return clusters.apply(ticket.operation());
  }

  private void run(Ticket ticket, Consumer<FakeCluster> effect) {
    FakeCluster cluster = of(ticket);
    cluster.atOnce(
        () -> {
          cluster.store.checkEpoch(ticket);
          effect.accept(cluster);
          return "";
        });
  }

  private final class Operations implements OperationActivities {
    @Override
    public void begin(Ticket ticket, List<UUID> peers) {
      run(ticket, cluster -> cluster.begin(ticket, peers));
    }

    @Override
    public List<UUID> away(Ticket ticket, List<UUID> peers) {
      FakeCluster cluster = of(ticket);
      return cluster.atOnce(() -> cluster.away(peers));
    }

    @Override
    public boolean beginUndo(Ticket ticket, @Nullable OperationError why) {
      FakeCluster cluster = of(ticket);
      return cluster.atOnce(() -> cluster.store.beginUndo(ticket, why));
    }

    @Override
    public long end(Ticket ticket, OperationEnd end) {
      FakeCluster cluster = of(ticket);
      return cluster.atOnce(() -> cluster.store.end(ticket, end));
    }
  }

  private final class Bricks implements BrickActivities {
    @Override
    public void prepare(NodeBricks bricks, BrickChecks checks) {
      node(bricks, node -> node.prepare(bricks.ticket().operation(), bricks.bricks(), checks));
    }

    @Override
    public void release(NodeBricks bricks) {
      node(bricks, node -> node.release(bricks.ticket().operation()));
    }

    @Override
    public void start(NodeBricks bricks) {
      node(bricks, node -> node.start(bricks.ticket().operation(), bricks.bricks()));
    }

    @Override
    public void undoStart(NodeBricks bricks) {
      node(bricks, node -> node.undoStart(bricks.ticket().operation()));
    }

    @Override
    public void stop(NodeBricks bricks) {
      run(
          bricks.ticket(),
          cluster -> {
            FakeStore.FakeVolume volume = cluster.store.volumes.get(bricks.volumeName());
            if (volume == null || volume.state() != VolumeState.STARTED) {
              cluster.node(bricks.peer()).stop(bricks.bricks());
            }
          });
    }

    @Override
    public void clear(NodeBricks bricks) {
      run(
          bricks.ticket(),
          cluster -> cluster.clear(bricks.peer(), bricks.volumeId(), bricks.bricks()));
    }

    private void node(NodeBricks bricks, Consumer<FakeNode> effect) {
      run(bricks.ticket(), cluster -> effect.accept(cluster.node(bricks.peer())));
    }
  }

  private final class Volumes implements VolumeCommits {
    @Override
    public long create(Ticket ticket, CreateVolumePlan plan) {
      return commit(
          ticket,
          store -> {
            boolean taken =
                plan.bricks().stream()
                    .map(FakeActivities::key)
                    .anyMatch(
                        key ->
                            store.bricks().stream().map(FakeActivities::key).anyMatch(key::equals));
            if (store.volumes.containsKey(plan.name()) || taken) {
              throw FakeStore.conflict("the name or a brick is taken");
            }
            store.put(
                new FakeStore.FakeVolume(
                    plan.volumeId(), plan.name(), VolumeState.CREATED, plan.bricks()));
          });
    }

    @Override
    public long start(Ticket ticket, VolumePlan plan) {
      return commit(ticket, store -> state(store, plan, VolumeState.STARTED));
    }

    @Override
    public long stop(Ticket ticket, VolumePlan plan) {
      return commit(ticket, store -> state(store, plan, VolumeState.STOPPED));
    }

    @Override
    public long delete(Ticket ticket, VolumePlan plan) {
      return commit(
          ticket,
          store -> {
            if (store.volume(plan.name()).state() == VolumeState.STARTED) {
              throw new ClusterException(ErrorCode.WRONG_VOLUME_STATE, "the volume is started");
            }
            store.bury(store.volume(plan.name()));
          });
    }

    private void state(FakeStore store, VolumePlan plan, VolumeState state) {
      FakeStore.FakeVolume volume = store.volume(plan.name());
      store.put(new FakeStore.FakeVolume(volume.id(), volume.name(), state, volume.bricks()));
    }
  }

  private final class PeerCommit implements PeerCommits {
    @Override
    public long add(Ticket ticket, AddPeerPlan plan) {
      return commit(
          ticket,
          store -> {
            if (store.peers.put(plan.peer().id(), plan.peer()) != null) {
              throw FakeStore.conflict("it is a peer");
            }
            store.debts.removeIf(debt -> debt.peer().equals(plan.peer().id()));
          });
    }

    @Override
    public long remove(Ticket ticket, RemovePeerPlan plan) {
      return commit(
          ticket,
          store -> {
            if (store.holdsBricks(plan.peer().id())) {
              throw FakeStore.conflict("it holds bricks");
            }
            store.peers.remove(plan.peer().id());
          });
    }
  }

  private final class Peers implements PeerActivities {
    @Override
    public void invite(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.invite(ticket.operation()));
    }

    @Override
    public void dismiss(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.dismiss(ticket.operation()));
    }

    @Override
    public void addMember(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.addMember(ticket.operation(), plan.peer().id()));
    }

    @Override
    public void removeMember(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.removeMember(ticket.operation(), plan.peer().id()));
    }

    @Override
    public void join(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.join(ticket.operation()));
    }

    @Override
    public void promote(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.promote(ticket.operation(), plan.peer().id()));
    }

    @Override
    public void awaitAgent(Ticket ticket, AddPeerPlan plan) {
      run(ticket, cluster -> cluster.members.awaitAgent());
    }

    @Override
    public void retireMember(Ticket ticket, RemovePeerPlan plan) {
      run(ticket, cluster -> cluster.members.retire(ticket.operation(), plan.peer().id()));
    }

    @Override
    public void leave(Ticket ticket, RemovePeerPlan plan) {
      run(ticket, cluster -> cluster.members.leave(ticket.operation()));
    }
  }

  private long commit(Ticket ticket, Consumer<FakeStore> change) {
    FakeCluster cluster = of(ticket);
    return cluster.atOnce(() -> cluster.store.commit(ticket, () -> change.accept(cluster.store)));
  }

  private static String key(Brick brick) {
    return brick.peerId() + brick.path();
  }
}
