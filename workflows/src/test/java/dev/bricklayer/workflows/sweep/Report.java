package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.OperationEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether an operation ended as it had to, and whether what it said is what is: the failure that
 * the user gets, the record with its steps and debts, and the cluster.
 */
final class Report {
  private final SweepCase sweepCase;
  private final Recording recording;
  private final Engine.Ended ended;
  private final Trial trial;
  private final List<String> violations = new ArrayList<>();

  Report(SweepCase sweepCase, Recording recording, Engine.Ended ended, Trial trial) {
    this.sweepCase = sweepCase;
    this.recording = recording;
    this.ended = ended;
    this.trial = trial;
  }

  List<String> violations() {
    OperationEnd end = ended.record().end;
    if (ended.record().state != OperationState.ENDED || end == null) {
      violations.add("the record is still " + ended.record().state);
      return violations;
    }
    expectation();
    if (ended.succeeded()) {
      succeeded(end);
    } else {
      failed(end, told(end));
    }
    Boolean cancelled = trial.cancelAnswer();
    check(
        cancelled == null || cancelled != ended.succeeded(),
        "to the cancellation it said " + cancelled);
    journal(end);
    return violations;
  }

  /** What the user gets; only the record has it when the workflow was cancelled in the engine. */
  private @Nullable OperationError told(OperationEnd end) {
    return ended.failure() == null ? end.error() : Failures.read(ended.failure());
  }

  /** Whether it had to succeed or to fail, as far as the fault decides that. */
  private void expectation() {
    Call at = sweepCase.at();
    Fault fault = sweepCase.fault();
    boolean committed = recording.isAfterCommit(at) && !sweepCase.inRollback();
    boolean mustSucceed;
    if (sweepCase.inRollback()) {
      mustSucceed = false;
    } else if (committed || fault.passes() || at.equals(recording.commit()) && fault.hasEffect()) {
      mustSucceed = true;
    } else if (fault.isCancellation() && at.isLocal()) {
      return; // seen only when the workflow's task ends, which may be after the commit
    } else {
      mustSucceed = false;
    }
    check(
        ended.succeeded() == mustSucceed,
        mustSucceed
            ? "it failed and had to succeed: " + ended.failure()
            : "it succeeded and had to fail");
  }

  private void succeeded(OperationEnd end) {
    check(end.outcome() == Outcome.SUCCEEDED, "it succeeded, its record says " + end.outcome());
    check(end.error() == null, "it succeeded, its record has an error");
    check(end.debts().isEmpty(), "it succeeded and has debts");
    Set<String> unfinished = owners(end, false);
    differences(recording.goal(), unfinished, "is not at the goal, and its step says it is");
  }

  private void failed(OperationEnd end, @Nullable OperationError told) {
    if (told == null) {
      violations.add("it failed, and nothing tells why");
      return;
    }
    List<Step> undone = end.steps().stream().filter(Step::undo).toList();
    List<Step> left = undone.stream().filter(step -> step.state() != Step.State.UNDONE).toList();
    Outcome right =
        !left.isEmpty()
            ? Outcome.PARTLY_ROLLED_BACK
            : told.code() == ErrorCode.CANCELLED
                ? Outcome.CANCELLED
                : undone.isEmpty() ? Outcome.FAILED : Outcome.ROLLED_BACK;
    check(end.outcome() == right, "its record says " + end.outcome() + ", it is " + right);
    check(told.equals(end.error()), "the user is told " + told + ", the record " + end.error());
    check(tellsUndone(undone), "the failure does not tell the undo steps " + undone);
    check(
        told.message().contains("not undone") == !left.isEmpty(),
        "the message hides or invents what is left: " + told.message());
    debts(end, left);
    blame(told);
    Set<String> owing = owners(end, true);
    differences(recording.start(), owing, "is not as it was, and has no debt");
  }

  /** The debts are exactly the undo steps that did not succeed. */
  private void debts(OperationEnd end, List<Step> left) {
    Set<String> owed = new TreeSet<>();
    for (Debt debt : end.debts()) {
      debt.steps().forEach(step -> owed.add(step + " on " + trial.cluster.name(debt.peer())));
    }
    Set<String> right = new TreeSet<>();
    left.forEach(step -> right.add(step.name() + " on " + name(step)));
    check(owed.equals(right), "the debts are " + owed + ", left is " + right);
  }

  /** The error tells the step that failed, the node, and why. */
  private void blame(OperationError told) {
    Call at = sweepCase.inRollback() ? recording.commit() : sweepCase.at();
    Fault fault = sweepCase.inRollback() ? Fault.REFUSED : sweepCase.fault();
    if (fault == Fault.NODE_DIES && at.node().isEmpty()) {
      return; // a joiner's death shows at the next step that needs it
    }
    boolean atBegin = fault == Fault.AWAY;
    ErrorCode code = Sweep.code(fault);
    if (fault == Fault.NODE_DIES_AFTER && at.node().isEmpty()) {
      code = ErrorCode.FORBIDDEN;
    }
    check(told.code() == code, "the code is " + told.code() + " and should be " + code);
    check(
        ended.ticket().operation().toString().equals(told.fields().get("operation-id")),
        "the operation is not told");
    if (fault.isCancellation()) {
      check(told.fields().containsKey("step"), "the step is not told");
      return;
    }
    String step = atBegin ? "begin" : at.step();
    check(
        step.equals(told.fields().get("step")),
        "the step told is " + told.fields().get("step") + " and should be " + step);
    if (!at.node().isEmpty()) {
      check(
          trial.cluster.id(at.node()).toString().equals(told.fields().get("peer-id")),
          "the peer told is not " + at.node() + ": " + told.fields());
      check(told.message().contains(at.node()), "the message does not name " + at.node());
    }
  }

  /** Effects came in the order of the clean run, and were undone the last first. */
  private void journal(OperationEnd end) {
    List<String> order = names(recording.calls());
    List<Call> effects = trial.journal().stream().filter(recording.calls()::contains).toList();
    List<String> done = names(effects);
    done.remove("end");
    done.remove("away");
    order.retainAll(done);
    check(done.equals(order), "the effects came as " + done + " instead of " + order);

    List<String> forth = new ArrayList<>();
    List<String> back = new ArrayList<>();
    for (Step step : end.steps()) {
      List<String> list = step.undo() ? back : forth;
      if (!list.contains(step.name())) {
        list.add(step.name());
      }
    }
    forth.retainAll(back);
    java.util.Collections.reverse(forth);
    check(back.equals(forth), "undone in the order " + back + " instead of " + forth);
  }

  private static List<String> names(List<Call> calls) {
    List<String> names = new ArrayList<>();
    for (Call call : calls) {
      if (!names.contains(call.step())) {
        names.add(call.step());
      }
    }
    return names;
  }

  /** Times may differ: a worker that repeats a task takes new ones. */
  private boolean tellsUndone(List<Step> undone) {
    if (ended.failure() == null) {
      return true;
    }
    Step[] told =
        ended.failure().getDetails().getSize() < 2
            ? new Step[0]
            : ended.failure().getDetails().get(1, Step[].class);
    return Arrays.stream(told)
        .map(Report::timeless)
        .toList()
        .equals(undone.stream().map(Report::timeless).toList());
  }

  private static Step timeless(Step step) {
    return new Step(step.name(), step.peer(), step.undo(), step.state(), null, null, step.error());
  }

  /** Nodes whose lines may differ: those with a debt, or with a step that did not get there. */
  private Set<String> owners(OperationEnd end, boolean ofDebts) {
    Set<String> owners = new TreeSet<>();
    if (ofDebts) {
      end.debts().forEach(debt -> owners.add(trial.cluster.name(debt.peer())));
    } else {
      end.steps().stream()
          .filter(step -> !step.undo() && step.state() != Step.State.DONE)
          .forEach(step -> owners.add(name(step)));
    }
    return owners;
  }

  private void differences(Set<String> wanted, Set<String> excused, String what) {
    Set<String> different = new TreeSet<>(trial.cluster.snapshot());
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(different);
    different.removeAll(wanted);
    different.addAll(missing);
    for (String line : different) {
      String owner = owner(line);
      check(excused.contains(owner), owner + " " + what + ": " + line);
    }
  }

  /** Whose line it is: a node's, the joiner's for etcd's members, else the configuration's. */
  private String owner(String line) {
    if (line.startsWith("member ")) {
      UUID outsider = trial.cluster.members.outsider.id;
      return outsider == null ? "" : trial.cluster.name(outsider);
    }
    if (line.startsWith("tombstone ")) {
      return line.split(" ")[1];
    }
    int colon = line.indexOf(": ");
    return colon < 0 ? "" : line.substring(0, colon);
  }

  private String name(Step step) {
    UUID peer = step.peer();
    return peer == null ? "" : trial.cluster.name(peer);
  }

  private void check(boolean right, @Nullable String violation) {
    if (!right) {
      violations.add(String.valueOf(violation));
    }
  }
}
