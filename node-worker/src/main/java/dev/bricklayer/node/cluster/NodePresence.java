package dev.bricklayer.node.cluster;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node in the configuration: its record, and its agent's key under a lease that ends with it.
 */
public final class NodePresence implements AutoCloseable {
  /** Seconds; how soon a dead agent is noticed. */
  public static final long LEASE = 6;

  private static final Logger LOG = LoggerFactory.getLogger(NodePresence.class);

  private final AutoCloseable lease;

  private NodePresence(AutoCloseable lease) {
    this.lease = lease;
  }

  /**
   * Writes the node's record, when its cluster is new or its addresses changed, and shows its agent
   * alive from now on.
   *
   * @param fresh whether the node is a cluster of its own; a member's record is written by the
   *     operation that added it
   */
  public static NodePresence announce(
      ClusterStore store, ClusterKeys keys, Peer self, boolean fresh, String version, Clock clock) {
    record(store, keys, self, fresh);
    Agent agent = new Agent(ProcessHandle.current().pid(), clock.instant(), version);
    return new NodePresence(
        store.lease(
            LEASE,
            lease ->
                store.commit(
                    List.of(),
                    List.of(new Change.Put(keys.agent(self.id()), Json.write(agent), lease)))));
  }

  private static void record(ClusterStore store, ClusterKeys keys, Peer self, boolean fresh) {
    String key = keys.peer(self.id());
    Optional<Entry> known = store.get(key);
    if (known.isEmpty()) {
      if (fresh) {
        store.commit(
            List.of(Guard.absent(key)),
            List.of(
                new Change.Put(key, Json.write(self)),
                new Change.Put(keys.usage(self.id()), Json.write(Map.of("bricks", 0)))));
      }
      return;
    }
    Peer noted = Json.read(known.get().value(), Peer.class);
    Peer now =
        new Peer(
            self.id(),
            self.name(),
            merged(noted.peerAddresses(), self.peerAddresses()),
            self.clientAddresses(),
            metadata(noted.metadata(), self),
            self.level());
    if (!now.equals(noted)) {
      store.commit(
          List.of(Guard.unchanged(known.get())), List.of(new Change.Put(key, Json.write(now))));
      LOG.info("this node's record is now {}", now);
    }
  }

  /** The cluster's, but what runs the bricks is the node's own. */
  private static Map<String, String> metadata(Map<String, String> noted, Peer self) {
    Map<String, String> metadata = new TreeMap<>(noted);
    metadata.remove(Peer.BRICKS);
    if (self.simulatesBricks()) {
      metadata.put(Peer.BRICKS, Peer.SIMULATED);
    }
    return metadata;
  }

  /** The address that the peer was added by stays the first: brick hosts are made of it. */
  private static List<String> merged(List<String> noted, List<String> own) {
    java.util.LinkedHashSet<String> all = new java.util.LinkedHashSet<>();
    noted.stream().limit(1).forEach(all::add);
    all.addAll(own);
    return List.copyOf(all);
  }

  @Override
  public void close() throws Exception {
    lease.close();
  }
}
