package dev.bricklayer.workflows.sweep;

/** Bugs planted to prove that the sweep finds such ones. */
enum Plant {
  /** The workflow registers an undo only when its effect has answered. */
  UNDO_REGISTERED_AFTER_THE_EFFECT,
  /** The workflow leaves one undo out. */
  UNDO_SKIPPED,
  /** The commit does not look at the operation's record. */
  COMMIT_UNGUARDED,
  /** A second attempt of a node's step is not told from the first. */
  RETRY_NOT_IDEMPOTENT,
  /** The workflow ends its record as rolled back whatever its undo steps said. */
  REPORT_LIES
}
