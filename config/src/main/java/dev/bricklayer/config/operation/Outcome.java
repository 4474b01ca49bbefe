package dev.bricklayer.config.operation;

/** How an ended operation ended. */
public enum Outcome {
  SUCCEEDED,
  /** It failed before it changed anything. */
  FAILED,
  /** It failed and everything that it had done is undone. */
  ROLLED_BACK,
  /** It failed and left debts: something on a node that was away, or that could not be undone. */
  PARTLY_ROLLED_BACK,
  /** Its user cancelled it; everything is undone. */
  CANCELLED,
  /**
   * It was open in the backup that the cluster was restored from. What it did since is not known:
   * nothing of it is undone anywhere.
   */
  INTERRUPTED
}
