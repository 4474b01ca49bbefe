package dev.bricklayer.activities.operation;

import static dev.bricklayer.activities.operation.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.workflows.operation.Failures;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.Ticket;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreOperationActivitiesTest {
  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final StoreOperationActivities activities = rig.operations();
  private final RecordTransition commits = new RecordTransition(store, () -> rig.keys);
  private final UUID first = rig.peers.get(0).id();
  private final UUID second = rig.peers.get(1).id();
  private final Ticket ticket = rig.accept(OperationKind.CREATE_VOLUME);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void beginsWhenAllAgentsAreThere() {
    rig.setAlive(rig.peers.get(0), true);
    activities.begin(ticket, List.of(first));
    activities.begin(ticket, List.of());
    commit();
    activities.begin(ticket, List.of(first));
  }

  @Test
  void beginNamesThePeersThatAreAway() {
    rig.setAlive(rig.peers.get(0), true);
    OperationError error =
        assertRefused(
            ErrorCode.NODE_UNREACHABLE, () -> activities.begin(ticket, List.of(first, second)));
    assertThat(error.message()).contains("10.0.0.2").contains(second.toString());
    assertThat(error.fields()).containsEntry("peer-id", second.toString());
    assertThat(activities.away(ticket, List.of(second, first))).containsExactly(second);
  }

  @Test
  void beginRefusesAnOldEpoch() {
    rig.setEpoch(2);
    assertRefused(ErrorCode.CONFLICT, () -> activities.begin(ticket, List.of()));
  }

  @Test
  void anEngineThatWasNeverNotedHasTheEpochZero() {
    rig.delete(rig.keys.engine());
    assertRefused(ErrorCode.CONFLICT, () -> activities.begin(ticket, List.of()));
    Ticket zero =
        new Ticket(ticket.operation(), ticket.kind(), ticket.cluster(), 0, ticket.level());
    activities.begin(zero, List.of());
  }

  @Test
  void beginRefusesWhatIsUndoneEndedOrUnknown() {
    activities.beginUndo(ticket, null);
    assertRefused(ErrorCode.CONFLICT, () -> activities.begin(ticket, List.of()));
    activities.end(ticket, StoreRig.end(Outcome.FAILED));
    assertRefused(ErrorCode.CONFLICT, () -> activities.begin(ticket, List.of()));
    Ticket unknown = new Ticket(new UUID(8, 8), ticket.kind(), ticket.cluster(), 1, 1);
    assertRefused(ErrorCode.OPERATION_NOT_FOUND, () -> activities.begin(unknown, List.of()));
  }

  /** A worker that dies after it began the roll-back leaves the reason to the next one. */
  @Test
  void beginTellsWhyTheOperationIsUndone() {
    OperationError why =
        new OperationError(ErrorCode.BRICK_UNUSABLE, "read-only", Map.of("step", "prepare"));
    activities.beginUndo(ticket, why);
    activities.beginUndo(ticket, new OperationError(ErrorCode.CONFLICT, "later", Map.of()));
    assertThat(rig.record(ticket).error()).isEqualTo(why);
    assertThat(Failures.read(refusal(() -> activities.begin(ticket, List.of()))))
        .isEqualTo(
            new OperationError(
                ErrorCode.BRICK_UNUSABLE,
                "read-only",
                Map.of(
                    "step", "prepare",
                    "operation-id", ticket.operation().toString(),
                    "state", "UNDOING")));

    activities.end(ticket, new OperationEnd(Outcome.ROLLED_BACK, why, List.of(), List.of()));
    OperationError ended = Failures.read(refusal(() -> activities.begin(ticket, List.of())));
    assertThat(ended.code()).isEqualTo(ErrorCode.BRICK_UNUSABLE);
    assertThat(ended.fields()).doesNotContainKey("state").containsEntry("step", "prepare");
  }

  private static ApplicationFailure refusal(Runnable activity) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
        ApplicationFailure.class, activity::run);
  }

  @Test
  void rollBackBeginsOnceAndForAll() {
    assertThat(activities.beginUndo(ticket, null)).isTrue();
    assertThat(activities.beginUndo(ticket, null)).isTrue();
    assertThat(rig.state(ticket)).isEqualTo(OperationState.UNDOING);
    activities.end(ticket, StoreRig.end(Outcome.ROLLED_BACK));
    assertThat(activities.beginUndo(ticket, null)).isTrue();
    assertThat(rig.state(ticket)).isEqualTo(OperationState.ENDED);
  }

  @Test
  void aCommittedOperationIsNotRolledBack() {
    commit();
    assertThat(activities.beginUndo(ticket, null)).isFalse();
    assertThat(rig.state(ticket)).isEqualTo(OperationState.COMMITTED);
    activities.end(ticket, StoreRig.end(Outcome.SUCCEEDED));
    assertThat(activities.beginUndo(ticket, null)).isFalse();
  }

  @Test
  void aCommitThatSlipsInBeforeTheRollBackWins() {
    store.beforeNextCommit(this::commit);
    assertThat(activities.beginUndo(ticket, null)).isFalse();
  }

  @Test
  void rollBackNeedsTheCurrentEpoch() {
    rig.setEpoch(2);
    assertRefused(ErrorCode.CONFLICT, () -> activities.beginUndo(ticket, null));
    assertThat(rig.state(ticket)).isEqualTo(OperationState.ACCEPTED);
    store.beforeNextCommit(() -> rig.setEpoch(3));
    rig.setEpoch(1);
    rig.setEpoch(2);
    assertRefused(ErrorCode.CONFLICT, () -> activities.beginUndo(ticket, null));
  }

  @Test
  void aLostAnswerToTheRollBackIsLookedUp() {
    store.failNextCommitAfterEffect();
    assertThat(activities.beginUndo(ticket, null)).isTrue();
    assertThat(rig.state(ticket)).isEqualTo(OperationState.UNDOING);
  }

  @Test
  void endsWithOutcomeStepsAndDebts() {
    activities.beginUndo(ticket, null);
    Step step =
        new Step("prepare", first, true, Step.State.UNREACHABLE, Examples.NOW, null, "away");
    Debt debt = new Debt(ticket.operation(), first, List.of("prepare"), Examples.NOW);
    OperationError why =
        new OperationError(ErrorCode.BRICK_UNUSABLE, "the path is read-only", Map.of("path", "/b"));
    long revision =
        activities.end(
            ticket,
            new OperationEnd(Outcome.PARTLY_ROLLED_BACK, why, List.of(step), List.of(debt)));

    Operation ended = rig.record(ticket);
    assertThat(ended.state()).isEqualTo(OperationState.ENDED);
    assertThat(ended.outcome()).isEqualTo(Outcome.PARTLY_ROLLED_BACK);
    assertThat(ended.error()).isEqualTo(why);
    assertThat(ended.steps()).containsExactly(step);
    assertThat(ended.endedAt()).isEqualTo(Examples.NOW);
    assertThat(ended.plan()).isNull();
    assertThat(rig.value(rig.keys.debt(first, ticket.operation()), Debt.class)).contains(debt);
    String record = rig.keys.operation(ticket.operation());
    assertThat(store.get(record).orElseThrow().modRevision()).isEqualTo(revision);
    assertThat(
            new String(
                store.get(record).orElseThrow().value(), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("the-password");
  }

  @Test
  void endingTwiceIsEndingOnce() {
    activities.beginUndo(ticket, null);
    long once = activities.end(ticket, StoreRig.end(Outcome.FAILED));
    Operation ended = rig.record(ticket);
    assertThat(activities.end(ticket, StoreRig.end(Outcome.ROLLED_BACK))).isEqualTo(once);
    assertThat(rig.record(ticket)).isEqualTo(ended);
  }

  @Test
  void aLostAnswerToTheEndIsLookedUp() {
    long committed = commit();
    store.failNextCommitAfterEffect();
    long revision = activities.end(ticket, StoreRig.end(Outcome.SUCCEEDED));
    assertThat(revision).isGreaterThan(committed);
    assertThat(rig.record(ticket).revision()).isEqualTo(committed);
    store.failNextCommitBeforeEffect();
    assertThat(activities.end(ticket, StoreRig.end(Outcome.SUCCEEDED))).isEqualTo(revision);
  }

  @Test
  void theEndTellsTheTruthAboutTheCommit() {
    assertRefused(
        ErrorCode.CONFLICT, () -> activities.end(ticket, StoreRig.end(Outcome.SUCCEEDED)));
    commit();
    assertRefused(ErrorCode.CONFLICT, () -> activities.end(ticket, StoreRig.end(Outcome.FAILED)));
    activities.end(ticket, StoreRig.end(Outcome.SUCCEEDED));
  }

  @Test
  void aSilentStoreIsReportedAsSuch() {
    store.setAway(true);
    assertRefused(ErrorCode.UNAVAILABLE, () -> activities.begin(ticket, List.of()));
    assertRefused(ErrorCode.UNAVAILABLE, () -> activities.beginUndo(ticket, null));
    assertRefused(
        ErrorCode.UNAVAILABLE, () -> activities.end(ticket, StoreRig.end(Outcome.FAILED)));
  }

  @Test
  void acceptingTwiceIsAcceptingOnce() {
    Operation operation = Examples.operation(50, OperationKind.STOP_VOLUME, "volume/v1");
    OperationRecords records = rig.records();
    long revision = records.accept(operation);
    assertThat(records.accept(operation)).isEqualTo(revision);
    assertThat(records.read(operation.id())).contains(operation);

    Operation other = operation.withState(OperationState.UNDOING, 0);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> records.accept(other))
        .hasMessageContaining("another operation");
  }

  @Test
  void aLostAnswerToAcceptingIsLookedUp() {
    Operation operation = Examples.operation(50, OperationKind.STOP_VOLUME, "volume/v1");
    store.failNextCommitAfterEffect();
    assertThat(rig.records().accept(operation)).isPositive();

    Operation next = Examples.operation(51, OperationKind.STOP_VOLUME, "volume/v1");
    store.failNextCommitBeforeEffect();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> rig.records().accept(next))
        .isInstanceOf(dev.bricklayer.config.error.ClusterException.class);
    assertThat(rig.records().read(next.id())).isEmpty();
  }

  @Test
  void onlyAnUnstartedOperationIsWithdrawn() {
    OperationRecords records = rig.records();
    Ticket other = rig.accept(OperationKind.STOP_VOLUME);
    store.failNextCommitBeforeEffect();
    assertThat(records.withdraw(other.operation())).isTrue();
    assertThat(records.read(other.operation())).isEmpty();
    assertThat(records.withdraw(other.operation())).isTrue();

    store.beforeNextCommit(this::commit);
    assertThat(records.withdraw(ticket.operation())).isFalse();
    assertThat(rig.state(ticket)).isEqualTo(OperationState.COMMITTED);
  }

  @Test
  void findsWhatNobodyStarted() {
    Operation old =
        Json.read(
            Json.write(Examples.operation(-120, OperationKind.STOP_VOLUME, "volume/v1")),
            Operation.class);
    Operation young = Examples.operation(-10, OperationKind.STOP_VOLUME, "volume/v1");
    Operation undone = old.withState(OperationState.UNDOING, 0);
    assertThat(rig.records().overdue(List.of(old, young, undone), java.time.Duration.ofSeconds(60)))
        .containsExactly(old);
  }

  private long commit() {
    return commits.commit(
        ticket, List.of(), now -> new RecordTransition.Draft(List.of(), List.of()));
  }
}
