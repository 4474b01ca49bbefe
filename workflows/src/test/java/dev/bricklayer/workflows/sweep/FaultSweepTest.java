package dev.bricklayer.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.workflows.Workflows;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every workflow, failing at every call in every way: it ends at its start or at its goal, leaves
 * nothing that it does not tell of, and tells the truth.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultSweepTest {
  /** All of them; {@code -Dsweep.case=TEXT} runs those with that text in their name. */
  static Stream<SweepCase> cases() {
    return Workflows.ALL.stream()
        .flatMap(workflow -> SweepCase.of(workflow.kind()))
        .filter(sweepCase -> sweepCase.toString().contains(System.getProperty("sweep.case", "")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsAtItsStartOrItsGoalAndTellsTheTruth(SweepCase sweepCase) {
    assertThat(Sweep.violations(sweepCase, Set.of())).as(sweepCase.toString()).isEmpty();
  }
}
