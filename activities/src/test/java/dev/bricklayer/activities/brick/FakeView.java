package dev.bricklayer.activities.brick;

import dev.bricklayer.config.cluster.BrickPort;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A view whose contents a test sets. */
public final class FakeView implements ClusterView {

  public final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  public final List<VolumeView> volumes = new CopyOnWriteArrayList<>();
  public final List<Operation> operations = new CopyOnWriteArrayList<>();
  public final List<Tombstone> tombstones = new CopyOnWriteArrayList<>();
  public final List<Debt> debts = new CopyOnWriteArrayList<>();
  public volatile long revision = 1;
  public volatile long epoch = 1;

  @Override
  public ClusterKeys keys() {
    return keys;
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public boolean awaitRevision(long wanted, Duration atMost) {
    return revision >= wanted;
  }

  @Override
  public Duration staleFor() {
    return Duration.ZERO;
  }

  @Override
  public Optional<VolumeView> volume(String name) {
    return volumes.stream().filter(found -> found.volume().name().equals(name)).findFirst();
  }

  @Override
  public Optional<VolumeView> volume(UUID id) {
    return volumes.stream().filter(found -> found.volume().id().equals(id)).findFirst();
  }

  @Override
  public List<VolumeView> volumes() {
    return volumes;
  }

  @Override
  public Optional<Brick> brick(UUID peer, String path) {
    return bricksOn(peer).stream().filter(brick -> brick.path().equals(path)).findFirst();
  }

  @Override
  public Collection<Brick> bricksOn(UUID peer) {
    return volumes.stream()
        .flatMap(found -> found.bricks().stream())
        .filter(brick -> brick.peerId().equals(peer))
        .toList();
  }

  @Override
  public Optional<Peer> peer(UUID id) {
    return Optional.empty();
  }

  @Override
  public List<Peer> peers() {
    return List.of();
  }

  @Override
  public Optional<Agent> agent(UUID peer) {
    return Optional.empty();
  }

  @Override
  public List<Operation> operations() {
    return operations;
  }

  @Override
  public Optional<Operation> operation(UUID id) {
    return operations.stream().filter(found -> found.id().equals(id)).findFirst();
  }

  @Override
  public List<Operation> openOperations(String subject) {
    return operations.stream()
        .filter(found -> found.open() && found.subject().equals(subject))
        .toList();
  }

  @Override
  public List<Debt> debts() {
    return debts;
  }

  @Override
  public List<Tombstone> tombstones(UUID peer) {
    return tombstones.stream().filter(found -> found.peer().equals(peer)).toList();
  }

  @Override
  public Map<String, BrickPort> ports() {
    return Map.of();
  }

  @Override
  public Optional<Engine> engine() {
    return Optional.of(new Engine(null, epoch, "default"));
  }

  @Override
  public AutoCloseable onChange(Listener listener) {
    return () -> {};
  }
}
