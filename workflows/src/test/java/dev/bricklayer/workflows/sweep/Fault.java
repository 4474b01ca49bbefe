package dev.bricklayer.workflows.sweep;

/** What strikes at a call. */
enum Fault {
  /** Each attempt is refused for good before it has any effect. */
  REFUSED,
  /** Each attempt has its effect and says that it was refused for good. */
  REFUSED_AFTER,
  /** Each attempt fails in passing before it has any effect. */
  BROKEN,
  /** The first attempt fails in passing before it has any effect. */
  BROKEN_ONCE,
  /** The first attempt has its effect, and its answer is lost. */
  ANSWER_LOST_ONCE,
  /** Each attempt has its effect, and no answer ever comes. */
  ANSWERS_LOST,
  /** Each attempt hangs to its time-out, and wakes right after the operation has ended. */
  HANGS,
  /** The same, but it wakes only after another operation on the same entity has ended. */
  HANGS_LONG,
  /** The worker dies with the first attempt, after its effect. */
  WORKER_DIES,
  /** It is delivered twice. */
  TWICE,
  /** The node dies at this call, before its effect, and stays away. */
  NODE_DIES,
  /** The node dies at this call, after its effect, and stays away. */
  NODE_DIES_AFTER,
  /** The user's cancellation arrives before the effect. */
  CANCELLED,
  /** The user's cancellation arrives after the effect, before the answer. */
  CANCELLED_AFTER,
  /** The workflow is cancelled in the engine's own way, before the effect. */
  CANCELLED_IN_THE_ENGINE,
  /** It says that it was refused after its effect; later each undo fails once. */
  UNDOS_FAIL_ONCE,
  /** It says that it was refused after its effect; later each undo fails always. */
  UNDOS_FAIL,
  /** The engine is taken for lost at this call: another one takes over, and runs it again. */
  TAKEN_OVER,
  /** The node's agent has been away all the time. */
  AWAY,
  /** The node's agent seems to be there, but takes no work. */
  DEAF;

  /** Whether an operation that meets it comes to the same end as without it. */
  boolean passes() {
    return switch (this) {
      case BROKEN_ONCE, ANSWER_LOST_ONCE, WORKER_DIES, TWICE -> true;
      default -> false;
    };
  }

  /** Whether the effect of the call it strikes at is there when the operation looks again. */
  boolean hasEffect() {
    return switch (this) {
      case REFUSED_AFTER, ANSWERS_LOST, NODE_DIES_AFTER, UNDOS_FAIL_ONCE, UNDOS_FAIL -> true;
      default -> false;
    };
  }

  boolean isCancellation() {
    return this == CANCELLED || this == CANCELLED_AFTER || this == CANCELLED_IN_THE_ENGINE;
  }

  /** Whether the call that it strikes does not answer, at least once. */
  boolean hangs() {
    return switch (this) {
      case HANGS, HANGS_LONG, WORKER_DIES, NODE_DIES, NODE_DIES_AFTER -> true;
      default -> false;
    };
  }
}
