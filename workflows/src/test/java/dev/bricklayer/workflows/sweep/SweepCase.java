package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One workflow, one call of it, one fault; for a call of the roll-back also the refused commit that
 * leads there.
 */
record SweepCase(OperationKind kind, Call at, Fault fault, boolean inRollback) {

  /** Every call of the workflow crossed with every fault that can strike at it. */
  static Stream<SweepCase> of(OperationKind kind) {
    Recording recording = Recording.of(kind);
    List<SweepCase> cases = new ArrayList<>();
    for (Call call : recording.calls()) {
      for (Fault fault : Fault.values()) {
        if (applies(fault, call, recording)) {
          cases.add(new SweepCase(kind, call, fault, false));
        }
      }
    }
    List<Call> rollback = new ArrayList<>(recording.recordCalls());
    rollback.addAll(recording.undoCalls());
    for (Call call : rollback) {
      for (Fault fault : Fault.values()) {
        if (appliesInRollback(fault, call)) {
          cases.add(new SweepCase(kind, call, fault, true));
        }
      }
    }
    return cases.stream();
  }

  List<Trial.Strike> strikes() {
    Trial.Strike strike = new Trial.Strike(at, fault);
    return inRollback
        ? List.of(strike, new Trial.Strike(Recording.of(kind).commit(), Fault.REFUSED))
        : List.of(strike);
  }

  private static boolean applies(Fault fault, Call call, Recording recording) {
    return switch (fault) {
      case UNDOS_FAIL, UNDOS_FAIL_ONCE -> !recording.isAfterCommit(call);
      case NODE_DIES, NODE_DIES_AFTER -> !call.isLocal();
      case AWAY, DEAF -> !call.node().isEmpty();
      default -> true;
    };
  }

  private static boolean appliesInRollback(Fault fault, Call call) {
    return switch (fault) {
      case UNDOS_FAIL, UNDOS_FAIL_ONCE, AWAY, DEAF -> false;
      case NODE_DIES, NODE_DIES_AFTER -> !call.isLocal();
      default -> true;
    };
  }

  @Override
  public String toString() {
    return kind.workflow() + ": " + fault + " at " + at + (inRollback ? " of the roll-back" : "");
  }
}
