package dev.bricklayer.api.metrics;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.space.MemberSpace;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** What the gauges are read from, at each scrape. All calls are quick and ask no other node. */
public interface NodeFigures {
  UUID self();

  /** This node's copy of the configuration; empty while it belongs to no cluster yet. */
  Optional<ClusterView> view();

  /** The room in the embedded store; empty with a store of the user's own, and while unknown. */
  Optional<MemberSpace> storeSpace();

  boolean engineConnected();

  boolean running(Brick brick);

  /** Whether {@link #running} tells of simulated bricks. */
  boolean bricksSimulated();

  boolean selfHealRunning();

  /** Paths of this node that belong to no volume, at the last look. */
  int orphans();

  /** Whether the last scheduled backup of this node failed, or has too few copies. */
  boolean backupFailed();

  /** When it has last written one, in seconds since 1970; empty when it has not. */
  OptionalDouble backupSucceeded();

  /** Whether this node takes changes, as {@code /ready} says. */
  boolean ready();

  /** Whether the store is the one that this node's cluster had before. */
  boolean storeRecognised();

  /** Whether this node's member of the embedded etcd cannot work. */
  boolean memberFaulty();

  /** Open connections of the port between nodes. */
  int peerConnections();

  /** Connections of that port that were closed because too many stood there, since the start. */
  long peerConnectionsTurnedAway();

  int rpcConnections();

  /** Bytes of gluster RPC requests and answers held now. */
  long rpcHeldBytes();

  /** Changing requests that this node has in hand. */
  int changesInHand();

  /** Changing requests that were answered with 429 since the start. */
  long changesRefused();

  /** Live streams of operations that are open. */
  int operationStreams();
}
