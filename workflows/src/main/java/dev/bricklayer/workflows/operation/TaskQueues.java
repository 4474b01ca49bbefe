package dev.bricklayer.workflows.operation;

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
}
