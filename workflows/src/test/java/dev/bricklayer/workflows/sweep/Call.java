package dev.bricklayer.workflows.sweep;

import java.util.Locale;

/**
 * A call that a workflow makes.
 *
 * @param type the activity's type, {@code Brick.Prepare}
 * @param node the node that it runs on; empty for the cluster's queue
 */
record Call(String type, String node) {
  boolean isCommit() {
    return type.contains("Commit.");
  }

  boolean isOfRecord() {
    return type.startsWith("Operation.");
  }

  /** Whether it waits in the workflow's own task, where a cancellation is seen only afterwards. */
  boolean isLocal() {
    return isCommit() || isOfRecord();
  }

  /** Tried until it is answered, because without it the operation can go neither way. */
  boolean isDecision() {
    return type.equals("Operation.BeginUndo") || type.equals("Operation.End");
  }

  /** A step is named after its activity; every commit is called so. */
  String step() {
    String method = type.substring(type.indexOf('.') + 1);
    return isCommit()
        ? "commit"
        : method.replaceAll("(?<=[a-z])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return node.isEmpty() ? type : type + " " + node;
  }
}
