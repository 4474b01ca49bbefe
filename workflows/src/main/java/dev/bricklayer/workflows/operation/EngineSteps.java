package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.peer.Peer;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The steps of an operation that runs in the engine. */
final class EngineSteps implements OperationSteps {
  private static final Logger LOG = Workflow.getLogger(EngineSteps.class);
  private static final String OPERATION_ID = "operation-id";

  private final Ticket ticket;
  private final Dispatch dispatch;
  private final ActivityPolicies policies;
  private final StepLog log;
  private final Rollback rollback;
  private boolean decided;
  private @Nullable ApplicationFailure interrupted;
  private boolean undoing;
  private long revision;

  EngineSteps(Ticket ticket, ActivityPolicies policies, StepLog log, Rollback rollback) {
    this.ticket = ticket;
    this.policies = policies;
    this.log = log;
    this.rollback = rollback;
    this.dispatch = new Dispatch(ticket);
  }

  @Override
  public void begin(List<? extends NodeShare> needed) {
    List<UUID> peers = needed.stream().map(NodeShare::peer).toList();
    OperationActivities operation = dispatch.operation(policies.store(), "check the operation");
    try {
      alone("begin", () -> operation.begin(ticket, peers));
    } catch (ApplicationFailure failure) {
      if (!undoing || !begunBefore(Failures.read(failure))) {
        throw failure;
      }
      interrupted = failure;
    }
  }

  /** Whether the roll-back was begun by an earlier run, and not because of this failure. */
  private static boolean begunBefore(OperationError why) {
    return why.code() == ErrorCode.CONFLICT
        || OperationState.UNDOING.name().equals(why.fields().get("state"));
  }

  @Override
  public <A, S extends NodeShare> void onNodes(
      String step,
      Class<A> type,
      List<S> shares,
      Function<S, NodeCheck> check,
      NodeCall<A, S> effect,
      NodeCall<A, S> undo) {
    FanOut fanOut = new FanOut(log, step, false, policies.stragglers());
    rollback.register(
        step,
        () -> {
          List<S> left = shares.stream().filter(share -> touched(fanOut, share.peer())).toList();
          return undo(
              step,
              dispatch.toNodes("undo " + step, type, left, undo, policies.nodeUndo()),
              left.stream().map(NodeShare::peer).toList());
        });
    run(step, fanOut, dispatch.toNodes(step, type, shares, effect, policies.nodeStep()));
  }

  @Override
  public <A> void onCluster(
      String step,
      Class<A> type,
      Peer peer,
      NodeCheck check,
      Functions.Func1<A, Promise<Void>> effect,
      Functions.Func1<A, Promise<Void>> undo) {
    FanOut fanOut = new FanOut(log, step, false, policies.stragglers());
    rollback.register(
        step,
        () ->
            touched(fanOut, peer.id())
                ? undo(
                    step,
                    dispatch.toCluster("undo " + step, type, peer, undo, policies.clusterUndo()),
                    List.of())
                : List.of());
    run(step, fanOut, dispatch.toCluster(step, type, peer, effect, policies.clusterStep()));
  }

  @Override
  public <A> void onCluster(
      String step, Class<A> type, Peer peer, Functions.Func1<A, Promise<Void>> effect) {
    FanOut fanOut = new FanOut(log, step, false, policies.stragglers());
    run(step, fanOut, dispatch.toCluster(step, type, peer, effect, policies.clusterStep()));
  }

  @Override
  public <A> void commit(Class<A> type, Functions.Func1<A, Long> commit) {
    if (interrupted != null) {
      throw interrupted;
    }
    A commits = Workflow.newLocalActivityStub(type, policies.store().local("commit"));
    alone(
        "commit",
        () -> {
          if (CancellationScope.current().isCancelRequested()) {
            CancellationScope.throwCanceled();
          }
          revision = Detached.call(() -> commit.apply(commits));
          decided = true;
        });
  }

  @Override
  public <A, S extends NodeShare> void convergeNodes(
      String step, Class<A> type, List<S> shares, NodeCall<A, S> effect) {
    List<UUID> peers = shares.stream().map(NodeShare::peer).toList();
    List<FanOut.Place> places =
        dispatch.toNodes(step, type, shares, effect, policies.nodeConvergence());
    Detached.run(() -> new FanOut(log, step, false, null).run(present(step, false, places, peers)));
  }

  @Override
  public <A> void convergeCluster(
      String step, Class<A> type, Peer peer, Functions.Func1<A, Promise<Void>> effect) {
    List<FanOut.Place> place =
        dispatch.toCluster(step, type, peer, effect, policies.clusterConvergence());
    Detached.run(() -> new FanOut(log, step, false, null).run(place));
  }

  /** Whether the record was turned to UNDOING: only then may anything be undone. */
  boolean undoing() {
    return undoing;
  }

  /** Whether it is known that the operation goes forward to its goal, or back. */
  boolean decided() {
    return decided;
  }

  /** The revision of the commit, 0 when its answer was lost. */
  long revision() {
    return revision;
  }

  /** Whether a step may have had an effect there. */
  private boolean touched(FanOut fanOut, UUID peer) {
    return interrupted != null
        || fanOut.parts().stream()
            .anyMatch(part -> part.place().peer().equals(peer) && !part.neverRan());
  }

  private List<Step> undo(String step, List<FanOut.Place> places, List<UUID> agents) {
    int before = log.steps().size();
    new FanOut(log, step, true, null).run(present(step, true, places, agents));
    List<Step> all = log.steps();
    return List.copyOf(all.subList(before, all.size()));
  }

  /** Those of the places whose agent is there; the others are noted as UNREACHABLE. */
  private List<FanOut.Place> present(
      String step, boolean undo, List<FanOut.Place> places, List<UUID> agents) {
    List<UUID> away = agents.isEmpty() ? List.of() : away(agents);
    away.forEach(
        peer ->
            log.begin(step, peer, undo).end(Step.State.UNREACHABLE, "the node's agent is away"));
    return places.stream().filter(place -> !away.contains(place.peer())).toList();
  }

  private List<UUID> away(List<UUID> peers) {
    try {
      return dispatch.operation(policies.store(), "look which agents are away").away(ticket, peers);
    } catch (TemporalFailure unknown) {
      return List.of();
    }
  }

  /** Runs a step of the cluster itself. */
  private void alone(String step, Runnable action) {
    StepLog.Entry entry = log.begin(step, null, false);
    try {
      action.run();
    } catch (TemporalFailure failure) {
      OperationError error = Failures.read(failure);
      entry.end(Step.State.FAILED, error.message());
      giveUp(step, null, error);
    }
    entry.end(Step.State.DONE, null);
  }

  private void run(String step, FanOut fanOut, List<FanOut.Place> places) {
    if (interrupted != null) {
      return;
    }
    FanOut.Part first = null;
    for (FanOut.Part part : fanOut.run(places)) {
      if (part.error() != null && (first == null || isCancelled(first))) {
        first = part;
      }
    }
    if (first != null && first.error() != null) {
      giveUp(step, first.place(), first.error());
    }
  }

  private static boolean isCancelled(FanOut.Part part) {
    return part.error() != null && part.error().code() == ErrorCode.CANCELLED;
  }

  /** Returns when the operation has been committed all the same; else throws to roll back. */
  private void giveUp(String step, FanOut.@Nullable Place place, OperationError error) {
    ApplicationFailure failure = report(step, place, error);
    try {
      OperationActivities operation =
          dispatch.operation(policies.decision(), "begin the roll-back");
      undoing = Detached.call(() -> operation.beginUndo(ticket, Failures.read(failure)));
      decided = true;
    } catch (TemporalFailure refused) {
      decided = true;
      throw ApplicationFailure.newNonRetryableFailure(
          error.message() + "; not rolled back: " + Failures.read(refused).message(),
          failure.getType(),
          fields(step, place, error));
    }
    if (undoing) {
      throw failure;
    }
  }

  private ApplicationFailure report(
      String step, FanOut.@Nullable Place place, OperationError error) {
    String message = error.message();
    if (error.fields().containsKey(OPERATION_ID)) {
      LOG.info("{} had failed before: {}", ticket.operation(), message);
    } else if (error.code() == ErrorCode.CANCELLED) {
      message = "cancelled during " + step;
    } else if (place != null) {
      message = step + " on " + place.host() + ": " + message;
    }
    return ApplicationFailure.newNonRetryableFailure(
        message, error.code().name(), fields(step, place, error));
  }

  private Map<String, String> fields(
      String step, FanOut.@Nullable Place place, OperationError error) {
    Map<String, String> fields = new LinkedHashMap<>(error.fields());
    fields.put(OPERATION_ID, ticket.operation().toString());
    if (place == null) {
      fields.putIfAbsent("step", step);
    } else {
      fields.put("step", step);
      fields.put("peer-id", place.peer().toString());
    }
    return fields;
  }
}
