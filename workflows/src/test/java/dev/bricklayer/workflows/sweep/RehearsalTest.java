package dev.bricklayer.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.workflows.Workflows;
import dev.bricklayer.workflows.operation.NodeCheck;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.PlannedStep;
import dev.bricklayer.workflows.operation.Ticket;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rehearsal tells is what the engine then does. */
class RehearsalTest {
  static Stream<OperationKind> workflows() {
    return Workflows.ALL.stream().map(Workflows.Entry::kind);
  }

  private record Place(String step, @Nullable UUID peer) {}

  @ParameterizedTest
  @MethodSource("workflows")
  void tellsTheStepsThatARunTakes(OperationKind kind) {
    Scenario scenario = Scenario.of(kind);
    Object plan = scenario.plan().apply(Engine.NODES);
    Trial trial =
        new Trial(scenario.cluster(Engine.NODES, Set.of()), Set.of(), List.of(), List.of());
    Engine.Ended ended = Engine.shared().run(kind, plan, trial);
    OperationEnd end = Objects.requireNonNull(ended.record().end);

    assertThat(rehearsed(kind, plan))
        .isEqualTo(end.steps().stream().map(RehearsalTest::place).toList());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void takesThePlanAsItIsNoted(OperationKind kind) {
    Object plan = Scenario.of(kind).plan().apply(Engine.NODES);
    Object noted = Json.newMapper().valueToTree(plan);
    assertThat(rehearsed(kind, noted)).isEqualTo(rehearsed(kind, plan)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void whatANodeCanLookAtComesBeforeTheCommit(OperationKind kind) {
    Object plan = Scenario.of(kind).plan().apply(Engine.NODES);
    assertThat(Workflows.rehearse(ticket(kind), plan))
        .filteredOn(step -> step.phase() != PlannedStep.Phase.BEFORE_COMMIT)
        .allSatisfy(step -> assertThat(step.check()).isEqualTo(NodeCheck.NONE));
  }

  private static List<Place> rehearsed(OperationKind kind, Object plan) {
    return Workflows.rehearse(ticket(kind), plan).stream()
        .map(step -> new Place(step.name(), step.peer()))
        .toList();
  }

  private static Ticket ticket(OperationKind kind) {
    return new Ticket(UUID.randomUUID(), kind, Engine.CLUSTER, 1, 1);
  }

  private static Place place(Step step) {
    return new Place(step.name(), step.peer());
  }
}
