package dev.bricklayer.node.engine;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's workflow engine as this node uses it. A cluster has none until the first changing
 * request, which begins it on the node that got the request; from then on every node connects to it
 * and runs its workers.
 */
public final class ClusterEngine implements ClusterView.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterEngine.class);
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(3);

  /** With the start of the workflow it stays below the 30 s after which GD2's clients give up. */
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(18);

  private final UUID self;
  private final ClusterStore store;
  private final ClusterView view;
  private final boolean external;
  private final String namespace;
  private final EngineRoute route;
  private final Function<String, EngineConnection> connector;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "engine");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicBoolean queued = new AtomicBoolean();
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable EngineConnection connection;
  private volatile boolean closed;

  /**
   * @param external whether the user's own engine is used, which belongs to no node
   * @param connector makes the connection to a target and starts this node's workers on it
   */
  public ClusterEngine(
      UUID self,
      ClusterStore store,
      ClusterView view,
      boolean external,
      String namespace,
      EngineRoute route,
      Function<String, EngineConnection> connector) {
    this.self = self;
    this.store = store;
    this.view = view;
    this.external = external;
    this.namespace = namespace;
    this.route = route;
    this.connector = connector;
  }

  /** The engine is noted in the configuration: connect, in the background, as often as needed. */
  @Override
  public void changed(java.util.Set<String> volumes, long revision) {
    if (connection == null
        && view.engine().isPresent()
        && !closed
        && queued.compareAndSet(false, true)) {
      background.execute(this::follow);
    }
  }

  private void follow() {
    queued.set(false);
    while (!closed && connection == null) {
      try {
        connect();
      } catch (RuntimeException e) {
        LOG.warn("the workflow engine is not there yet: {}", e.getMessage());
        LOG.debug("no connection to the engine", e);
        pause();
      }
    }
  }

  /**
   * The connection; the engine is begun here when the cluster has none.
   *
   * @throws ClusterException {@code UNAVAILABLE} when it cannot be had
   */
  public EngineConnection require() {
    EngineConnection there = connection;
    return there != null ? there : connect();
  }

  /** The connection while there is one. */
  public Optional<EngineConnection> current() {
    return Optional.ofNullable(connection);
  }

  private EngineConnection connect() {
    long deadline = System.nanoTime() + CONNECTED_WITHIN.toNanos();
    try {
      if (!connecting.tryLock(CONNECTED_WITHIN.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ClusterException(
            ErrorCode.UNAVAILABLE,
            "the workflow engine is being waited for; try again in a moment");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.UNAVAILABLE, "the node is shutting down");
    }
    try {
      return connect(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    } finally {
      connecting.unlock();
    }
  }

  private EngineConnection connect(Duration atMost) {
    EngineConnection there = connection;
    if (there != null) {
      return there;
    }
    if (closed) {
      throw new ClusterException(ErrorCode.UNAVAILABLE, "the node is shutting down");
    }
    Engine engine = view.engine().orElseGet(this::claim);
    EngineConnection made = connected(engine, atMost);
    connection = made;
    return made;
  }

  private EngineConnection connected(Engine engine, Duration atMost) {
    try {
      return connector.apply(route.target(engine, atMost));
    } catch (ClusterException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "the workflow engine does not answer: " + e.getMessage(),
          Map.of("retry-after", "2"),
          e);
    }
  }

  /** Notes this node's engine as the cluster's, unless another node was first. */
  private Engine claim() {
    String key = view.keys().engine();
    Engine mine = new Engine(external ? null : self, 1, namespace);
    long revision =
        store
            .commit(List.of(Guard.absent(key)), List.of(new Change.Put(key, Json.write(mine))))
            .revision();
    view.awaitRevision(revision, SEEN_WITHIN);
    return view.engine()
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.UNAVAILABLE, "the cluster's configuration is not up to date here"));
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    background.shutdownNow();
    EngineConnection there = connection;
    if (there != null) {
      there.close();
    }
  }
}
