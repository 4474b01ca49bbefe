package dev.bricklayer.node.engine;

import dev.bricklayer.config.cluster.Engine;
import java.time.Duration;

/** How this node reaches the engine in charge. */
public interface EngineRoute {
  /**
   * {@code host:port} to connect to; where this node runs the engine itself it is running when this
   * returns.
   *
   * @param atMost how long to wait for that
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when the embedded
   *     engine does not start in that time
   */
  String target(Engine engine, Duration atMost);
}
