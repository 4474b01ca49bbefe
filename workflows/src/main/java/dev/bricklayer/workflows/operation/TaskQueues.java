package dev.bricklayer.workflows.operation;

import java.util.Optional;
import java.util.UUID;

/** The names of task queues. */
public final class TaskQueues {
  private TaskQueues() {}

  /** Where the cluster's workflows and its activities that need no particular node run. */
  public static String cluster(String cluster) {
    return cluster + "/cluster";
  }

  /** Where one node's activities run. */
  public static String node(String cluster, UUID peer) {
    return cluster + "/node-" + peer;
  }

  /** The node whose activities run on that queue; empty for another queue. */
  public static Optional<UUID> peer(String queue) {
    int at = queue.lastIndexOf("/node-");
    if (at < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(queue.substring(at + "/node-".length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
