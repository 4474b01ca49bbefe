package dev.bricklayer.node.engine;

import dev.bricklayer.config.cluster.Engine;

/** How this node reaches the engine in charge. */
public interface EngineRoute {
  /**
   * {@code host:port} to connect to; where this node runs the engine itself it is running when this
   * returns.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when the embedded
   *     engine does not start
   */
  String target(Engine engine);
}
