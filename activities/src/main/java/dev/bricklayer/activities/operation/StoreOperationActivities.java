package dev.bricklayer.activities.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.activities.ActivityFailures;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.workflows.operation.OperationActivities;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The record of an operation in the store. */
public final class StoreOperationActivities implements OperationActivities {
  private static final long UNDOING = 1;
  private static final long COMMITTED = 0;

  private final ClusterStore store;
  private final Supplier<ClusterKeys> keys;
  private final Clock clock;
  private final RecordTransition records;
  private final OperationEvents events;

  public StoreOperationActivities(ClusterStore store, Supplier<ClusterKeys> keys, Clock clock) {
    this(store, keys, clock, OperationEvents.NONE);
  }

  public StoreOperationActivities(
      ClusterStore store, Supplier<ClusterKeys> keys, Clock clock, OperationEvents events) {
    this.events = events;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.records = new RecordTransition(store, keys);
  }

  @Override
  public void begin(Ticket ticket, List<UUID> peers) {
    ActivityFailures.converted(
        () -> {
          checkGoesOn(ticket, peers);
          return ticket;
        });
  }

  private void checkGoesOn(Ticket ticket, List<UUID> peers) {
    ClusterKeys names = keys.get();
    RecordSnapshot now =
        RecordSnapshot.read(store, names, ticket, peers.stream().map(names::agent).toList());
    OperationState state = now.operation().state();
    if (state != OperationState.ACCEPTED && state != OperationState.COMMITTED) {
      throw goesNoFurther(now);
    }
    now.checkEpoch();
    List<UUID> away =
        peers.stream().filter(peer -> now.entry(names.agent(peer)).isEmpty()).toList();
    if (!away.isEmpty()) {
      throw unreachable(away);
    }
  }

  /** Why, as far as the record tells; another attempt would only get the same answer. */
  private static RuntimeException goesNoFurther(RecordSnapshot now) {
    Operation operation = now.operation();
    OperationError why = operation.error();
    if (why == null) {
      return now.conflict("the operation cannot go on, it is " + operation.state(), null);
    }
    Map<String, String> fields = new TreeMap<>(why.fields());
    fields.put("operation-id", operation.id().toString());
    if (operation.state() == OperationState.UNDOING) {
      fields.put("state", operation.state().name());
    }
    return ApplicationFailure.newNonRetryableFailure(why.message(), why.code().name(), fields);
  }

  private ClusterException unreachable(List<UUID> away) {
    ClusterKeys names = keys.get();
    Map<String, Entry> peers = store.getAll(away.stream().map(names::peer).toList());
    String who =
        away.stream()
            .map(peer -> name(peer, peers.get(names.peer(peer))))
            .collect(Collectors.joining(", "));
    return new ClusterException(
        ErrorCode.NODE_UNREACHABLE,
        "the agent on " + who + " does not answer",
        Map.of("peer-id", away.stream().map(UUID::toString).collect(Collectors.joining(","))));
  }

  private static String name(UUID id, @Nullable Entry peer) {
    return peer == null
        ? "peer " + id
        : Json.read(peer.value(), Peer.class).host() + " (" + id + ")";
  }

  @Override
  public List<UUID> away(Ticket ticket, List<UUID> peers) {
    return ActivityFailures.converted(
        () -> {
          ClusterKeys names = keys.get();
          Set<String> alive = store.getAll(peers.stream().map(names::agent).toList()).keySet();
          return peers.stream().filter(peer -> !alive.contains(names.agent(peer))).toList();
        });
  }

  @Override
  public boolean beginUndo(Ticket ticket, @Nullable OperationError why) {
    return ActivityFailures.converted(
        () -> records.move(ticket, List.of(), now -> turned(now, why)) != COMMITTED);
  }

  private static RecordTransition.Move turned(RecordSnapshot now, @Nullable OperationError why) {
    now.checkEpoch();
    Operation operation = now.operation();
    return switch (operation.state()) {
      case ACCEPTED ->
          RecordTransition.Move.write(List.of(), List.of(now.write(operation.undoing(why))));
      case COMMITTED -> RecordTransition.Move.done(COMMITTED);
      case UNDOING -> RecordTransition.Move.done(UNDOING);
      case ENDED ->
          RecordTransition.Move.done(
              operation.outcome() == Outcome.SUCCEEDED ? COMMITTED : UNDOING);
    };
  }

  @Override
  public long end(Ticket ticket, OperationEnd end) {
    return ActivityFailures.converted(
        () -> {
          Ending ending = new Ending();
          long revision = records.move(ticket, List.of(), now -> ended(now, end, ending));
          ending.tell(events);
          return revision;
        });
  }

  /** The end that this call writes, until it is known whether another call's was there before. */
  private static final class Ending {
    private @Nullable Operation last;
    private @Nullable JsonNode plan;

    private void writes(Operation ended, @Nullable JsonNode dropped) {
      last = ended;
      plan = dropped;
    }

    private void found(Operation ended) {
      // ours when the answer to the write was lost
      if (last != null && !java.util.Objects.equals(last.endedAt(), ended.endedAt())) {
        last = null;
      }
    }

    private void tell(OperationEvents events) {
      if (last != null) {
        events.ended(last, plan);
      }
    }
  }

  private RecordTransition.Move ended(RecordSnapshot now, OperationEnd end, Ending ending) {
    Operation operation = now.operation();
    if (operation.state() == OperationState.ENDED) {
      ending.found(operation);
      return RecordTransition.Move.done(now.revision());
    }
    now.checkEpoch();
    boolean committed = operation.state() == OperationState.COMMITTED;
    if (committed != (end.outcome() == Outcome.SUCCEEDED)) {
      throw now.conflict(
          "the operation is " + operation.state() + " and cannot end as " + end.outcome(), null);
    }
    Operation last =
        operation
            .withState(operation.state(), committed ? now.revision() : 0)
            .ended(clock.instant(), end.outcome(), end.error(), end.steps());
    ending.writes(last, operation.plan());
    List<Change> changes = new ArrayList<>();
    changes.add(now.write(last));
    for (Debt debt : end.debts()) {
      String key = now.keys().debt(debt.peer(), debt.operation());
      changes.add(new Change.Put(key, Json.write(located(debt, operation))));
    }
    return RecordTransition.Move.write(List.of(), changes);
  }

  /** A node that was to be added is reached at the address that the operation was given. */
  private static Debt located(Debt debt, Operation operation) {
    JsonNode plan = operation.plan();
    String address = plan == null ? "" : plan.path("plan").path("address").asText();
    return operation.kind() == OperationKind.ADD_PEER && !address.isEmpty()
        ? debt.at(address)
        : debt;
  }
}
