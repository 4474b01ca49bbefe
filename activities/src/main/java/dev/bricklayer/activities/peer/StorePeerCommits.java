package dev.bricklayer.activities.peer;

import dev.bricklayer.activities.ActivityFailures;
import dev.bricklayer.activities.operation.RecordSnapshot;
import dev.bricklayer.activities.operation.RecordTransition;
import dev.bricklayer.activities.operation.RecordTransition.Draft;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.peer.AddPeerPlan;
import dev.bricklayer.workflows.peer.PeerCommits;
import dev.bricklayer.workflows.peer.RemovePeerPlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The commits of peer operations in the store. */
public final class StorePeerCommits implements PeerCommits {
  private final ClusterStore store;
  private final RecordTransition records;

  /**
   * @param clock not needed yet; given so that all commits are made alike
   */
  public StorePeerCommits(ClusterStore store, Supplier<ClusterKeys> keys, Clock clock) {
    this.store = store;
    this.records = new RecordTransition(store, keys);
  }

  @Override
  public long add(Ticket ticket, AddPeerPlan plan) {
    Peer peer = plan.peer();
    String key = records.keys().peer(peer.id());
    return ActivityFailures.converted(
        () ->
            records.commit(
                ticket,
                List.of(key),
                now -> {
                  if (now.entry(key).isPresent()) {
                    throw new ClusterException(
                        ErrorCode.PEER_EXISTS,
                        "Peer exists with given addresses (ID: " + peer.id() + ")",
                        Map.of("peer-id", peer.id().toString()));
                  }
                  return new Draft(
                      List.of(Guard.absent(key)),
                      List.of(
                          new Change.Put(key, Json.write(peer)),
                          new Change.Delete(records.keys().removed(peer.id()))));
                }));
  }

  /**
   * What is noted about a peer's bricks goes with it: tombstones, debts and ports that nobody will
   * look after any more. That it was removed is written, and stays until it joins again: a node
   * leaves for that and not because it is not found.
   */
  @Override
  public long remove(Ticket ticket, RemovePeerPlan plan) {
    UUID peer = plan.peer().id();
    ClusterKeys keys = records.keys();
    return ActivityFailures.converted(
        () ->
            records.commit(
                ticket,
                List.of(keys.peer(peer), keys.usage(peer)),
                now -> removal(now, plan.peer())));
  }

  private Draft removal(RecordSnapshot now, Peer peer) {
    ClusterKeys keys = now.keys();
    UUID id = peer.id();
    if (now.entry(keys.peer(id)).isEmpty()) {
      throw new ClusterException(
          ErrorCode.PEER_NOT_FOUND, "peer not found", Map.of("peer-id", id.toString()));
    }
    // looked at after the usage key was read, which each new brick rewrites
    List<Entry> bricks = store.list(keys.bricks() + id + "/").entries();
    if (!bricks.isEmpty()) {
      throw holdsBricks(peer, bricks);
    }
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(keys.peer(id)));
    changes.add(new Change.Delete(keys.usage(id)));
    changes.add(new Change.Put(keys.removed(id), Json.write(Map.of("host", peer.host()))));
    for (String kind : List.of(keys.tombstones(), keys.debts(), keys.ports())) {
      store
          .list(kind + id + "/")
          .entries()
          .forEach(entry -> changes.add(new Change.Delete(entry.key())));
    }
    return new Draft(List.of(now.unchanged(keys.peer(id)), now.unchanged(keys.usage(id))), changes);
  }

  private static ClusterException holdsBricks(Peer peer, List<Entry> bricks) {
    String volumes =
        bricks.stream()
            .map(entry -> Json.read(entry.value(), Brick.class).volumeName())
            .distinct()
            .sorted()
            .limit(5)
            .collect(Collectors.joining(", "));
    return new ClusterException(
        ErrorCode.FORBIDDEN,
        "the peer %s holds %d %s (of %s) and cannot be removed"
            .formatted(
                peer.host(), bricks.size(), bricks.size() == 1 ? "brick" : "bricks", volumes),
        Map.of("peer-id", peer.id().toString(), "bricks", Integer.toString(bricks.size())));
  }
}
