package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.operation.OperationError;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of an operation. All of them are local activities: one transaction of the store each,
 * and idempotent.
 */
@ActivityInterface(namePrefix = "Operation.")
public interface OperationActivities {
  /**
   * Checks that the operation may go on: its record is there and ACCEPTED (or COMMITTED by an
   * earlier attempt), its epoch is current, and the agents of these peers are alive.
   *
   * <p>Fails with {@code NODE_UNREACHABLE} naming the peers that are away, and with {@code
   * CONFLICT} for an old epoch. For a record that is UNDOING (the worker that began the roll-back
   * died, or its engine is lost) it fails with what {@link #beginUndo} recorded, its fields and
   * {@code state=UNDOING} included, or with {@code CONFLICT} when nothing was. When the operation
   * has ended already (a worker died after it ended the record, and another one repeats), it fails
   * with the recorded error, its fields included, or with {@code CONFLICT} when it had succeeded.
   */
  @ActivityMethod
  void begin(Ticket ticket, List<UUID> peers);

  /**
   * Those of these peers whose agent is not seen alive now, in the given order. Asked before work
   * that must not wait for a node that is away: an undo, or what follows a commit. It looks at the
   * agents only, in whatever state the operation is.
   */
  @ActivityMethod
  List<UUID> away(Ticket ticket, List<UUID> peers);

  /**
   * ACCEPTED → UNDOING; true also when it is UNDOING already.
   *
   * @param why what made the operation fail, kept in the record until it ends, so that a run that
   *     only completes the roll-back tells it; a worker of an older release sends none
   * @return false when the record says COMMITTED: the commit went through although its answer was
   *     lost; the operation has succeeded and must go on, not back. For a record that has ended:
   *     false when it had succeeded, else true.
   */
  @ActivityMethod
  boolean beginUndo(Ticket ticket, @Nullable OperationError why);

  /**
   * Ends the record in one transaction with the debts. A record that has ended already stays as it
   * is.
   *
   * @return the store's revision of that transaction
   */
  @ActivityMethod
  long end(Ticket ticket, OperationEnd end);
}
