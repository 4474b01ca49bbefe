package dev.bricklayer.workflows.operation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step that an operation will take in one place, as its workflow tells it in a rehearsal.
 *
 * @param peer the node, null for a step of the cluster
 * @param host the node's address, null for a step of the cluster
 * @param load what it is about there, for people: {@code 2 bricks of v1}; or ""
 * @param check what can be looked at beforehand
 */
public record PlannedStep(
    String name,
    @Nullable UUID peer,
    @Nullable String host,
    String load,
    Phase phase,
    NodeCheck check) {

  /** When a step comes. */
  public enum Phase {
    /** Before the commit: if it fails the operation is rolled back. */
    BEFORE_COMMIT,
    COMMIT,
    /** After the commit: a node that is away does it when it returns. */
    AFTER_COMMIT
  }
}
