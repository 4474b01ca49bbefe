package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.VolumeState;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * A whole cluster of fakes: the store, the storage nodes and the etcd members. Every effect is
 * atomic, under one lock. What it is can be written down as a set of lines and compared.
 */
final class FakeCluster {
  final FakeStore store;
  final FakeMembers members;
  final Map<UUID, FakeNode> nodes = new TreeMap<>();
  private final Map<UUID, String> names = new TreeMap<>();
  private final Set<Plant> plants;
  private final List<String> violations = new ArrayList<>();

  FakeCluster(Set<Plant> plants) {
    this.plants = plants;
    store = new FakeStore(plants);
    members = new FakeMembers(store);
  }

  FakeNode addNode(UUID id, String name) {
    FakeNode node = new FakeNode(name, plants);
    nodes.put(id, node);
    names.put(id, name);
    return node;
  }

  /** The name that people gave a node. */
  String name(UUID id) {
    return names.getOrDefault(id, id.toString());
  }

  void nameOutsider(UUID id, String name) {
    members.outsider.id = id;
    names.put(id, name);
  }

  /** Does something to the cluster, at one instant, as an activity would. */
  synchronized <T> T atOnce(Callable<T> effect) {
    try {
      return effect.call();
    } catch (ClusterException e) {
      throw Failures.of(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      if (!members.writable()) {
        violations.add("etcd has lost its majority: " + snapshot());
      }
    }
  }

  /** What must never be true at any moment and was. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized void accept(Ticket ticket) {
    store.accept(ticket);
  }

  synchronized FakeStore.Record record(Ticket ticket) {
    return Objects.requireNonNull(store.records.get(ticket.operation()));
  }

  void begin(Ticket ticket, List<UUID> needed) {
    store.begin(ticket);
    List<UUID> away = away(needed);
    if (!away.isEmpty()) {
      throw new ClusterException(
          ErrorCode.NODE_UNREACHABLE,
          "the agents of these peers are away: " + away.stream().map(this::name).toList(),
          Map.of("peer-id", away.get(0).toString()));
    }
  }

  List<UUID> away(List<UUID> peers) {
    return peers.stream().filter(peer -> !isAlive(peer)).toList();
  }

  synchronized void kill(String name) {
    node(id(name)).alive = false;
  }

  /** Another engine is in charge from now on. */
  synchronized void takeOver() {
    store.epoch = 2;
  }

  synchronized void killOutsider() {
    members.outsider.alive = false;
  }

  synchronized boolean isAlive(String name) {
    return isAlive(id(name));
  }

  UUID id(String name) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node " + name));
  }

  private boolean isAlive(UUID id) {
    FakeNode node = nodes.get(id);
    return node != null && node.alive;
  }

  /** Every node is back, pays its debts and makes itself as the configuration wants it. */
  synchronized void heal() {
    nodes.values().forEach(node -> node.alive = true);
    members.outsiderReturns();
    members.tidy();
    for (Debt debt : List.copyOf(store.debts)) {
      FakeNode node = nodes.get(debt.peer());
      if (node != null) {
        node.pay(debt.operation());
        store.debts.remove(debt);
      }
    }
    for (Tombstone tombstone : List.copyOf(store.tombstones)) {
      clear(tombstone.peer(), tombstone.volumeId(), tombstone.bricks());
    }
    nodes.forEach(
        (id, node) ->
            node.converge(bricks(id, VolumeState.STARTED), bricks(id, VolumeState.STOPPED)));
  }

  /** Clears a deleted volume's bricks on a node, which then confirms its tombstone. */
  void clear(UUID peer, UUID volumeId, List<Brick> bricks) {
    FakeNode node = node(peer);
    if (store.volumes.values().stream().noneMatch(volume -> volume.id().equals(volumeId))) {
      node.clear(bricks);
      store.tombstones.removeIf(
          tombstone -> tombstone.peer().equals(peer) && tombstone.volumeId().equals(volumeId));
    }
  }

  FakeNode node(UUID id) {
    FakeNode node = nodes.get(id);
    if (node == null) {
      throw new IllegalStateException("no node " + id);
    }
    return node;
  }

  private List<Brick> bricks(UUID peer, VolumeState state) {
    List<Brick> bricks = new ArrayList<>();
    for (FakeStore.FakeVolume volume : store.volumes.values()) {
      if (volume.state() == state) {
        volume.bricks().stream().filter(brick -> brick.peerId().equals(peer)).forEach(bricks::add);
      }
    }
    return bricks;
  }

  /**
   * Everything there is but records and debts, a line each; lines that start with a node's name and
   * a colon tell of that node, the others of the configuration.
   */
  synchronized Set<String> snapshot() {
    Set<String> lines = new TreeSet<>();
    store
        .volumes
        .values()
        .forEach(
            volume ->
                lines.add("volume " + volume.name() + " " + volume.id() + " " + volume.state()));
    store.bricks().forEach(brick -> lines.add("brick " + brick.peerId() + brick.path()));
    store.peers.keySet().forEach(peer -> lines.add("peer " + peer));
    store.tombstones.forEach(
        stone -> lines.add("tombstone " + stone.peer() + " " + stone.volumeId()));
    members.snapshot(lines);
    nodes.values().forEach(node -> node.snapshot(lines));
    return named(lines);
  }

  private Set<String> named(Set<String> lines) {
    Set<String> named = new TreeSet<>();
    for (String line : lines) {
      String text = line;
      for (Map.Entry<UUID, String> name : names.entrySet()) {
        text = text.replace(name.getKey().toString(), name.getValue());
      }
      named.add(text);
    }
    return named;
  }
}
