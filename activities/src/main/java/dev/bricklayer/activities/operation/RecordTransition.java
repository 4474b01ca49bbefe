package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.store.TxnResult;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves an operation's record from one state to the next, in one transaction with whatever belongs
 * to it. The guards are the record, the engine's epoch, and those of the draft. When a transaction
 * is refused or its answer is lost, it looks again at everything: so a transition that happened is
 * never taken for one that did not, nor done twice.
 */
public final class RecordTransition {
  /** Each is lost only to somebody else's success, so that this many mean a fault. */
  private static final int ATTEMPTS = 20;

  private final ClusterStore store;
  private final Supplier<ClusterKeys> keys;

  public RecordTransition(ClusterStore store, Supplier<ClusterKeys> keys) {
    this.store = store;
    this.keys = keys;
  }

  /** What a transaction does beside the record, if nothing changes meanwhile. */
  public record Draft(List<Guard> guards, List<Change> changes) {
    public Draft {
      guards = List.copyOf(guards);
      changes = List.copyOf(changes);
    }
  }

  public ClusterKeys keys() {
    return keys.get();
  }

  /**
   * ACCEPTED → COMMITTED.
   *
   * @param reads other keys that the draft looks at
   * @param draft throws when what is there forbids the commit
   * @return the store's revision; the first one's when it was committed before
   * @throws ClusterException {@code CONFLICT} when the roll-back has begun, the operation has ended
   *     without a commit, or its epoch is over
   */
  public long commit(
      Ticket ticket, Collection<String> reads, Function<RecordSnapshot, Draft> draft) {
    return move(
        ticket,
        reads,
        now -> {
          OptionalLong done = committedAt(now);
          if (done.isPresent()) {
            return Move.done(done.getAsLong());
          }
          now.checkEpoch();
          Draft content = draft.apply(now);
          List<Change> changes = new ArrayList<>(content.changes());
          changes.add(now.write(now.operation().withState(OperationState.COMMITTED, 0)));
          return Move.write(content.guards(), changes);
        });
  }

  private static OptionalLong committedAt(RecordSnapshot now) {
    return switch (now.operation().state()) {
      case ACCEPTED -> OptionalLong.empty();
      case COMMITTED -> OptionalLong.of(now.revision());
      case UNDOING -> throw now.conflict("the roll-back of the operation has begun", null);
      case ENDED -> {
        if (now.operation().revision() == 0) {
          throw now.conflict("the operation has ended without a commit", null);
        }
        yield OptionalLong.of(now.operation().revision());
      }
    };
  }

  /** What one look at the record leads to: it is done already, or something is to be written. */
  record Move(@Nullable Long result, List<Guard> guards, List<Change> changes) {
    static Move done(long result) {
      return new Move(result, List.of(), List.of());
    }

    static Move write(List<Guard> guards, List<Change> changes) {
      return new Move(null, guards, changes);
    }
  }

  /** Looks and writes until either it is done or its transaction is applied. */
  long move(Ticket ticket, Collection<String> reads, Function<RecordSnapshot, Move> decide) {
    ClusterException lost = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RecordSnapshot now = RecordSnapshot.read(store, keys.get(), ticket, reads);
      Move next = decide.apply(now);
      if (next.result() != null) {
        return next.result();
      }
      List<Guard> guards = new ArrayList<>(now.guards());
      guards.addAll(next.guards());
      try {
        TxnResult result = store.commit(guards, next.changes());
        if (result.applied()) {
          return result.revision();
        }
      } catch (ClusterException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || lost != null) {
          throw e;
        }
        lost = e;
      }
    }
    RecordSnapshot now = RecordSnapshot.read(store, keys.get(), ticket, List.of());
    throw now.conflict("the configuration changes faster than it can be written", lost);
  }
}
