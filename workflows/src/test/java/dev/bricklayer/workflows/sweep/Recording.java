package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.OperationKind;
import io.temporal.api.enums.v1.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a workflow does when nothing strikes, and when its commit is refused: every call it makes,
 * found by running it.
 *
 * @param calls those of a clean run, in order
 * @param undoCalls those that undo something, in order
 * @param recordCalls those that only a roll-back makes of the record and the agents
 * @param start what the cluster is before the operation
 * @param goal what it is after a clean run
 */
record Recording(
    OperationKind kind,
    List<Call> calls,
    List<Call> undoCalls,
    List<Call> recordCalls,
    Set<String> start,
    Set<String> goal) {

  private static final Map<OperationKind, Recording> MADE = new ConcurrentHashMap<>();

  static Recording of(OperationKind kind) {
    return MADE.computeIfAbsent(kind, Recording::make);
  }

  /** The call that decides: what comes before can be undone, what comes after can only converge. */
  Call commit() {
    return calls.stream().filter(Call::isCommit).findFirst().orElseThrow();
  }

  /** Those that only a roll-back makes. */
  List<Call> rollbackCalls() {
    List<Call> rollback = new ArrayList<>(recordCalls);
    rollback.addAll(undoCalls);
    return rollback;
  }

  /** The number of calls at which faults strike. */
  int size() {
    return calls.size() + recordCalls.size() + undoCalls.size();
  }

  boolean isBeforeCommit(Call call) {
    return !calls.contains(call) || calls.indexOf(call) < calls.indexOf(commit());
  }

  boolean isAfterCommit(Call call) {
    return calls.indexOf(call) > calls.indexOf(commit());
  }

  private static Recording make(OperationKind kind) {
    Scenario scenario = Scenario.of(kind);
    Trial clean = trial(scenario, List.of());
    Set<String> start = clean.cluster.snapshot();
    Engine.Ended ended = run(scenario, clean);
    if (ended.failure() != null) {
      throw new AssertionError("a clean run failed", ended.failure());
    }
    List<Call> calls = inOrder(clean.journal());
    checkAgainstHistory(calls, ended);
    Call commit = calls.stream().filter(Call::isCommit).findFirst().orElseThrow();
    Trial refused = trial(scenario, List.of(new Trial.Strike(commit, Fault.REFUSED)));
    run(scenario, refused);
    List<Call> others = new ArrayList<>(inOrder(refused.journal()));
    others.removeAll(calls);
    return new Recording(
        kind,
        calls,
        others.stream().filter(call -> !call.isOfRecord()).toList(),
        others.stream().filter(Call::isOfRecord).toList(),
        start,
        clean.cluster.snapshot());
  }

  /** Parts of one step run at the same time; they are put in the order of their nodes. */
  static List<List<Call>> steps(List<Call> calls) {
    List<List<Call>> steps = new ArrayList<>();
    for (Call call : calls) {
      List<Call> last = steps.isEmpty() ? List.of() : steps.get(steps.size() - 1);
      if (last.isEmpty() || !last.get(0).type().equals(call.type())) {
        last = new ArrayList<>();
        steps.add(last);
      }
      last.add(call);
      last.sort(Comparator.comparing(Call::node));
    }
    return steps;
  }

  private static List<Call> inOrder(List<Call> calls) {
    return steps(calls).stream().flatMap(List::stream).distinct().toList();
  }

  private static Trial trial(Scenario scenario, List<Trial.Strike> strikes) {
    return new Trial(scenario.cluster(Engine.NODES, Set.of()), Set.of(), strikes, List.of());
  }

  private static Engine.Ended run(Scenario scenario, Trial trial) {
    return Engine.shared().run(scenario.kind(), scenario.plan().apply(Engine.NODES), trial);
  }

  /** The interceptor must have seen every activity and local activity of the history. */
  private static void checkAgainstHistory(List<Call> journal, Engine.Ended ended) {
    long scheduled =
        ended.history().getEvents().stream()
            .filter(
                event ->
                    event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
                        || event.getEventType() == EventType.EVENT_TYPE_MARKER_RECORDED)
            .count();
    if (scheduled != journal.size()) {
      throw new AssertionError(scheduled + " activities in the history, seen were " + journal);
    }
  }
}
