package dev.bricklayer.activities.operation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is told of the end of an operation, and how often. */
class OperationEventsTest {
  private static final OperationEnd FAILED =
      new OperationEnd(Outcome.FAILED, null, List.of(), List.of());

  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final List<Operation> told = new ArrayList<>();
  private @Nullable JsonNode plan;
  private final StoreOperationActivities activities =
      new StoreOperationActivities(
          store,
          () -> rig.keys,
          rig.clock,
          (ended, dropped) -> {
            told.add(ended);
            plan = dropped;
          });

  @Test
  void toldOnceWithThePlan() {
    Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
    activities.end(ticket, FAILED);
    activities.end(ticket, FAILED);
    assertThat(told).containsExactly(rig.record(ticket));
    assertThat(requireNonNull(plan).has("plan")).isTrue();
  }

  @Test
  void toldWhenTheAnswerOfTheStoreWasLost() {
    Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
    store.failNextCommitAfterEffect();
    activities.end(ticket, FAILED);
    assertThat(told).hasSize(1);
  }

  @Test
  void notToldWhenAnotherProcessEndedIt() {
    Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
    rig.operations().end(ticket, FAILED);
    activities.end(ticket, FAILED);
    assertThat(told).isEmpty();
  }

  @Test
  void notToldOfAnEndThatIsRefused() {
    Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);
    rig.setEpoch(2);
    assertThatThrownBy(() -> activities.end(ticket, FAILED)).isInstanceOf(Exception.class);
    assertThat(told).isEmpty();
  }
}
