package dev.bricklayer.config.cluster;

import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.Tombstone;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * This node's watched copy of the cluster's configuration: what reads are answered from, without
 * the store and without the engine. It follows the store within milliseconds; {@link
 * #awaitRevision} closes the gap for one's own writes. Answers stay available, and grow old, while
 * the store is away: {@link #staleFor}.
 */
public interface ClusterView {
  ClusterKeys keys();

  /** The revision up to which this copy has followed the store. */
  long revision();

  /**
   * Waits until this copy has followed the store to that revision; false when the time was too
   * short.
   */
  boolean awaitRevision(long revision, Duration atMost);

  /** How long this copy has not heard from the store; zero while the watch is alive. */
  Duration staleFor();

  /**
   * Makes sure that this copy of one volume is not older than the store, whoever wrote it; one read
   * of the store. For what would be refused because of the volume's state: a node that has just
   * gone on after a pause knows the state of before.
   *
   * @return whether the copy was older and is not any more
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when that cannot be
   *     had in time
   */
  boolean catchUp(String volume, Duration atMost);

  Optional<VolumeView> volume(String name);

  Optional<VolumeView> volume(UUID id);

  /** All volumes by name. */
  List<VolumeView> volumes();

  /** The brick registered for that path of that peer. */
  Optional<dev.bricklayer.config.volume.Brick> brick(UUID peer, String path);

  Collection<dev.bricklayer.config.volume.Brick> bricksOn(UUID peer);

  /**
   * A brick registered on that peer that is, contains or lies inside that path; found without a
   * look at the others.
   *
   * @param path absolute and normalised
   */
  Optional<dev.bricklayer.config.volume.Brick> overlapping(UUID peer, String path);

  Optional<Peer> peer(UUID id);

  /** All peers by id. */
  List<Peer> peers();

  Optional<Agent> agent(UUID peer);

  /** Open and ended operations, the newest first. */
  List<Operation> operations();

  Optional<Operation> operation(UUID id);

  /** All operations that have not ended, in no order. */
  Collection<Operation> openOperations();

  /** Open operations whose lock is that subject, the oldest first. */
  List<Operation> openOperations(String subject);

  List<Debt> debts();

  List<Tombstone> tombstones(UUID peer);

  /** Ports of signed-in bricks by {@code <peer><path>}. */
  Map<String, BrickPort> ports();

  /** Those of one peer's bricks, by the same keys. */
  Map<String, BrickPort> portsOf(UUID peer);

  Optional<Engine> engine();

  /** The secret of the ReST API; empty until a node has noted one for the cluster. */
  Optional<RestSecret> restSecret();

  /** Those that were rotated away and are still accepted. */
  List<RestSecret> formerRestSecrets();

  /** What happened in the last minutes, the newest first. */
  List<ClusterEvent> events();

  /** Tells of changes, on a thread of the view, after they are visible here; bursts are merged. */
  AutoCloseable onChange(Listener listener);

  /** What changed since the last call. */
  interface Listener {
    /**
     * @param volumes names of volumes that were written or deleted, or whose bricks or bricks'
     *     ports were
     */
    void changed(java.util.Set<String> volumes, long revision);
  }
}
