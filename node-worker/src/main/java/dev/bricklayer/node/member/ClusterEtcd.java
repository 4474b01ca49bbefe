package dev.bricklayer.node.member;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The etcd of this node's cluster, run by the nodes or by somebody else. */
public interface ClusterEtcd {
  /** Whether the nodes run it, so that it has members to add and to remove. */
  boolean embedded();

  /** Client URLs of voting members, the nearest first. */
  List<URI> endpoints();

  /**
   * Makes what runs be what the node's identity says: after a start, and after each change of it.
   * Bounded by a few seconds; does not wait for etcd to serve.
   */
  void settle();

  /** Why this node's own member cannot be started; empty when it can, or when there is none. */
  default Optional<String> lost() {
    return Optional.empty();
  }

  /** Waits until this node's own member serves; at once true for a node without one. */
  boolean awaitReady(Duration atMost);

  /** An etcd of the user's own: nothing to run, the same endpoints for all clusters. */
  static ClusterEtcd external(List<URI> endpoints) {
    List<URI> fixed = List.copyOf(endpoints);
    return new ClusterEtcd() {
      @Override
      public boolean embedded() {
        return false;
      }

      @Override
      public List<URI> endpoints() {
        return fixed;
      }

      @Override
      public void settle() {}

      @Override
      public boolean awaitReady(Duration atMost) {
        return true;
      }
    };
  }
}
