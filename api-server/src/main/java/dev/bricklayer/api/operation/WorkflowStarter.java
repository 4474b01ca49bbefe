package dev.bricklayer.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.operation.Operation;
import java.util.Optional;

/**
 * Starts the workflow of a record; by the request that made it, or later by whoever finds it
 * unstarted.
 */
public interface WorkflowStarter {
  /**
   * Starts it and does not wait for it.
   *
   * @param cluster the cluster's short id
   * @param plan the workflow's second argument
   * @return the run's id, or empty when another operation holds the lock
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when the engine does
   *     not answer, and whether it runs is not known: the record stays and is started when it does;
   *     another code when the engine refuses it: it does not run
   */
  Optional<String> start(Operation operation, String cluster, Object plan);

  /** The workflow's second argument from a record: {@code {"plan": …}}. */
  static JsonNode plan(Operation operation) {
    JsonNode noted = operation.plan();
    if (noted == null) {
      throw new IllegalStateException("operation " + operation.id() + " has no plan");
    }
    return noted.get("plan");
  }
}
