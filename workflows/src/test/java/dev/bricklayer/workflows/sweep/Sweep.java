package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Runs one case and tells what is wrong with how it ended. After the operation it lets sleeping
 * attempts wake, brings every node back, runs the operation again or the one that leads back, and
 * looks at the cluster each time.
 */
final class Sweep {
  private final SweepCase sweepCase;
  private final Set<Plant> plants;
  private final Recording recording;
  private final Scenario scenario;
  private final List<UUID> nodes;
  private final List<String> violations = new ArrayList<>();

  private Sweep(SweepCase sweepCase, Set<Plant> plants) {
    this.sweepCase = sweepCase;
    this.plants = plants;
    recording = Recording.of(sweepCase.kind());
    scenario = Scenario.of(sweepCase.kind());
    nodes = nodes(sweepCase);
  }

  /** What is wrong; empty when nothing is. */
  static List<String> violations(SweepCase sweepCase, Set<Plant> plants) {
    Sweep sweep = new Sweep(sweepCase, plants);
    sweep.run();
    return sweep.violations;
  }

  private void run() {
    FakeCluster cluster = scenario.cluster(nodes, plants);
    if (sweepCase.fault() == Fault.AWAY) {
      cluster.kill(sweepCase.at().node());
    }
    Trial trial = new Trial(cluster, plants, sweepCase.strikes(), recording.undoCalls());
    Engine.Ended ended;
    try {
      ended = run(scenario.kind(), scenario.plan(), trial);
    } catch (AssertionError e) {
      violations.add(e.getMessage() + ": " + e.getCause());
      trial.wakeSleepers();
      return;
    }
    if (sweepCase.fault() == Fault.TAKEN_OVER) {
      ended = takeOver(ended.ticket(), cluster);
    } else {
      violations.addAll(new Report(sweepCase, recording, ended, trial).violations());
    }
    boolean succeeded = ended.succeeded();

    if (sweepCase.fault() != Fault.HANGS_LONG) {
      Set<String> before = cluster.snapshot();
      trial.wakeSleepers();
      same("after late attempts woke", cluster.snapshot(), before, succeeded);
    }
    cluster.heal();
    compare(
        "when all nodes are back",
        cluster.snapshot(),
        succeeded ? recording.goal() : recording.start());
    cluster.store.debts.stream()
        .filter(debt -> cluster.nodes.containsKey(debt.peer()))
        .forEach(debt -> violations.add("not paid when the node is back: " + debt));
    followUp(cluster, succeeded);

    Set<String> before = cluster.snapshot();
    trial.wakeSleepers();
    compare("after attempts woke that hung for long", cluster.snapshot(), before);
    violations.addAll(cluster.violations());
  }

  /** The engine that took over runs the same operation; the old one must not have ended it. */
  private Engine.Ended takeOver(Ticket old, FakeCluster cluster) {
    if (cluster.record(old).state == OperationState.ENDED) {
      violations.add("the engine that is no longer in charge ended the operation");
    }
    Ticket ticket = new Ticket(old.operation(), old.kind(), old.cluster(), 2, old.level());
    Trial again = new Trial(cluster, plants, List.of(), List.of());
    OperationError why = cluster.record(old).why;
    Engine.Ended ended = Engine.shared().run(ticket, scenario.plan().apply(nodes), again);
    Set<String> end = ended.succeeded() ? recording.goal() : recording.start();
    compare("after the take-over", cluster.snapshot(), end);
    if (why != null && !ended.succeeded() && !tells(ended, why)) {
      violations.add("after the take-over it does not tell why it failed: " + ended.failure());
    }
    if (ended.record().state != OperationState.ENDED) {
      violations.add("after the take-over the record is " + ended.record().state);
    }
    return ended;
  }

  private static boolean tells(Engine.Ended ended, OperationError why) {
    OperationError told = Failures.read(Objects.requireNonNull(ended.failure()));
    return told.code() == why.code()
        && told.message().startsWith(why.message())
        && Objects.equals(told.fields().get("step"), why.fields().get("step"));
  }

  /** The operation again, if it failed, or else the one that leads back; it must succeed. */
  private void followUp(FakeCluster cluster, boolean succeeded) {
    if (sweepCase.fault() == Fault.DEAF) {
      return;
    }
    Trial trial = new Trial(cluster, plants, List.of(), List.of());
    Engine.Ended next =
        succeeded
            ? run(scenario.back(), scenario.backPlan(), trial)
            : run(scenario.kind(), scenario.plan(), trial);
    if (next.failure() != null) {
      violations.add("the next operation failed: " + next.failure().getOriginalMessage());
    } else if (!succeeded) {
      compare("after it was run again", cluster.snapshot(), recording.goal());
    }
    if (!cluster.store.debts.isEmpty()) {
      violations.add("left after the next operation: " + cluster.store.debts);
    }
  }

  private Engine.Ended run(OperationKind kind, Function<List<UUID>, Object> plan, Trial trial) {
    long epoch = trial.cluster.store.epoch;
    Ticket ticket = new Ticket(UUID.randomUUID(), kind, Engine.CLUSTER, epoch, 1);
    return Engine.shared().run(ticket, plan.apply(nodes), trial);
  }

  /** An undo that was given up may still come through late; nothing else may change. */
  private void same(String when, Set<String> now, Set<String> before, boolean succeeded) {
    if (!now.equals(before) && !now.equals(succeeded ? recording.goal() : recording.start())) {
      compare(when, now, before);
    }
  }

  private void compare(String when, Set<String> now, Set<String> wanted) {
    if (!now.equals(wanted)) {
      List<String> more = now.stream().filter(line -> !wanted.contains(line)).toList();
      List<String> less = wanted.stream().filter(line -> !now.contains(line)).toList();
      violations.add(when + " there is " + more + " and there is not " + less);
    }
  }

  private static List<UUID> nodes(SweepCase sweepCase) {
    List<UUID> nodes = new ArrayList<>(Engine.NODES);
    if (sweepCase.fault() == Fault.DEAF) {
      nodes.set(Integer.parseInt(sweepCase.at().node().substring(1)) - 1, Engine.DEAF);
    }
    return nodes;
  }

  /** The code that a user is told for a fault that makes an operation fail. */
  static ErrorCode code(Fault fault) {
    return switch (fault) {
      case REFUSED, REFUSED_AFTER, UNDOS_FAIL, UNDOS_FAIL_ONCE -> ErrorCode.FORBIDDEN;
      case BROKEN, BROKEN_ONCE, ANSWER_LOST_ONCE, ANSWERS_LOST -> ErrorCode.UNAVAILABLE;
      case HANGS, HANGS_LONG, WORKER_DIES, NODE_DIES, NODE_DIES_AFTER, TWICE ->
          ErrorCode.STEP_TIMED_OUT;
      case CANCELLED, CANCELLED_AFTER, CANCELLED_IN_THE_ENGINE -> ErrorCode.CANCELLED;
      case AWAY, DEAF -> ErrorCode.NODE_UNREACHABLE;
      case TAKEN_OVER -> ErrorCode.CONFLICT;
    };
  }
}
