package dev.bricklayer.node.volfile;

import dev.bricklayer.config.cluster.BrickPort;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.node.rpc.SignedInBricks;
import dev.bricklayer.node.rpc.SignedInBricks.SignedIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code ports/<this peer>/…} in the configuration equal to the bricks that are signed in
 * here, so that other nodes can tell clients: those that share this host's address, and all of them
 * when this node's client port is not 24007.
 */
public final class PublishedPorts implements SignedInBricks.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedPorts.class);

  private final UUID self;
  private final String host;
  private final ClusterStore store;
  private final ClusterView view;
  private final SignedInBricks bricks;
  private final AutoCloseable listening;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "ports");
            made.setDaemon(true);
            return made;
          });

  public PublishedPorts(
      UUID self, String host, ClusterStore store, ClusterView view, SignedInBricks bricks) {
    this.self = self;
    this.host = host;
    this.store = store;
    this.view = view;
    this.bricks = bricks;
    listening = bricks.onChange(this);
  }

  @Override
  public void signedIn(SignedIn brick) {
    publishSoon();
  }

  @Override
  public void gone(SignedIn brick) {
    publishSoon();
  }

  private void publishSoon() {
    if (!thread.isShutdown()) {
      thread.execute(this::publish);
    }
  }

  /** Writes what differs; a failure is made good by the next call. */
  public void publish() {
    Map<String, BrickPort> wanted = new HashMap<>();
    for (SignedIn brick : bricks.all()) {
      if (view.brick(self, brick.brick()).isPresent()) {
        wanted.put(self + brick.brick(), new BrickPort(host, brick.port(), brick.pid()));
      }
    }
    List<Change> changes = new ArrayList<>();
    Map<String, BrickPort> noted = view.portsOf(self);
    wanted.forEach(
        (key, port) -> {
          if (!port.equals(noted.get(key))) {
            changes.add(new Change.Put(view.keys().ports() + key, Json.write(port)));
          }
        });
    noted.keySet().stream()
        .filter(key -> !wanted.containsKey(key))
        .forEach(key -> changes.add(new Change.Delete(view.keys().ports() + key)));
    if (!changes.isEmpty()) {
      try {
        store.commit(List.of(), changes);
      } catch (ClusterException e) {
        LOG.info("ports of bricks are to be published later: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() throws Exception {
    listening.close();
    thread.shutdownNow();
  }
}
