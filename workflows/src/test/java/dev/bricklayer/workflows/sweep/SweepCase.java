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
    for (Call call : recording.rollbackCalls()) {
      for (Fault fault : Fault.values()) {
        if (appliesInRollback(fault, call)) {
          cases.add(new SweepCase(kind, call, fault, true));
        }
      }
    }
    return cases.stream();
  }

  /**
   * How many pairs of a call and a fault are no case: a node cannot die or be away at a call that
   * runs on none; what comes after the commit has no undo; and in a roll-back a failing undo is the
   * fault at that undo itself.
   */
  static long excused(OperationKind kind) {
    Recording recording = Recording.of(kind);
    long excused = 0;
    for (Fault fault : Fault.values()) {
      for (Call call : recording.calls()) {
        excused += applies(fault, call, recording) ? 0 : 1;
      }
      for (Call call : recording.rollbackCalls()) {
        excused += appliesInRollback(fault, call) ? 0 : 1;
      }
    }
    return excused;
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
