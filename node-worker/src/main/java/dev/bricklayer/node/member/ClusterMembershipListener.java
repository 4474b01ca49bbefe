package dev.bricklayer.node.member;

import java.net.URI;
import java.util.List;
import java.util.UUID;

/**
 * What the process does when its node changes clusters, or the way to its cluster's store. Calls
 * come one at a time.
 */
public interface ClusterMembershipListener {
  /**
   * The node is no longer in that cluster: whatever belongs to it (workers, the copy of the
   * configuration, the connection to its store, an embedded engine) is to be closed, bounded to a
   * few seconds.
   */
  void left(UUID cluster);

  /**
   * The node is in this cluster from now on; called at boot, too. Returns when the process follows
   * it.
   *
   * @param founder whether the node is the first of a cluster that nobody else has joined, so that
   *     it writes its own record; everybody else's is written by the operation that adds it
   * @param endpoints client URLs of the cluster's store, the best first
   * @throws RuntimeException when it cannot yet; it is called again, or {@link #left} is
   */
  void entered(UUID cluster, boolean founder, List<URI> endpoints);

  /** The same store is reached by these endpoints from now on ({@code EtcdStore.reconnect}). */
  void endpointsChanged(List<URI> endpoints);

  /** Another identity was written, which counts only when the process begins anew. */
  default void identityReplaced() {}

  /** Secrets that all nodes of the cluster have, and that lie beside the identity. */
  default List<byte[]> sharedSecrets() {
    return List.of();
  }
}
