package dev.bricklayer.api.auth;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.cluster.RestSecret;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps one node's secret the cluster's. Where the cluster has none yet, one node notes its own:
 * the only node of a new cluster; in one that comes from a version in which each node had its own,
 * the node of the engine.
 */
public final class SecretKeeper {
  private final UUID self;
  private final boolean alone;
  private final ClusterStore store;
  private final ClusterView view;
  private final NodeSecrets secrets;

  /**
   * @param alone whether the node is a cluster of its own
   */
  public SecretKeeper(
      UUID self, boolean alone, ClusterStore store, ClusterView view, NodeSecrets secrets) {
    this.self = self;
    this.alone = alone;
    this.store = store;
    this.view = view;
    this.secrets = secrets;
  }

  /** Looks at the copy of the configuration, which must have been read. */
  public void keep() {
    Optional<RestSecret> noted = view.restSecret();
    if (noted.isPresent()) {
      secrets.follow(noted.get(), view.formerRestSecrets());
      return;
    }
    String mine = secrets.forCluster();
    if (alone || selfBegins()) {
      String key = view.keys().restSecret();
      store.commit(
          List.of(Guard.absent(key)),
          List.of(new Change.Put(key, Json.write(new RestSecret(mine, 1, 0)))));
    }
  }

  /** An engine of the user's own is on no node. */
  private boolean selfBegins() {
    Optional<Engine> engine = view.engine();
    if (engine.isEmpty()) {
      return false;
    }
    UUID host = engine.get().peer();
    return host == null
        ? view.peers().stream().map(Peer::id).sorted().findFirst().filter(self::equals).isPresent()
        : host.equals(self);
  }
}
