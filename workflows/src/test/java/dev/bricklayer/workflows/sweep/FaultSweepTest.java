package dev.bricklayer.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.workflows.Workflows;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every workflow, failing at every call in every way: it ends at its start or at its goal, leaves
 * nothing that it does not tell of, and tells the truth. A workflow that is not swept fails here.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultSweepTest {
  private static final Set<SweepCase> RUN = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger VIOLATIONS = new AtomicInteger();

  private static Stream<SweepCase> all() {
    return Workflows.ALL.stream().flatMap(workflow -> SweepCase.of(workflow.kind()));
  }

  /** All of them; {@code -Dsweep.case=TEXT} runs those with that text in their name. */
  static Stream<SweepCase> cases() {
    return all()
        .filter(sweepCase -> sweepCase.toString().contains(System.getProperty("sweep.case", "")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsAtItsStartOrItsGoalAndTellsTheTruth(SweepCase sweepCase) {
    RUN.add(sweepCase);
    List<String> violations = Sweep.violations(sweepCase, Set.of());
    VIOLATIONS.addAndGet(violations.size());
    assertThat(violations).as(sweepCase.toString()).isEmpty();
  }

  @Test
  void everyWorkflowHasAScenario() {
    assertThat(Scenario.ALL)
        .as("a workflow without a scenario would not be swept")
        .extracting(Scenario::kind)
        .containsExactlyInAnyOrderElementsOf(
            Workflows.ALL.stream().map(Workflows.Entry::kind).toList());
  }

  /** A call and a fault that make no case are told, with the reason. */
  @Test
  void everyFaultMeetsEveryCallUnlessItCannotStrikeThere() {
    long calls = calls();
    long excused =
        Workflows.ALL.stream().mapToLong(workflow -> SweepCase.excused(workflow.kind())).sum();
    assertThat(all().distinct().count() + excused).isEqualTo(calls * Fault.values().length);
  }

  @AfterAll
  static void tellTheSum() {
    long cases = all().count();
    System.out.printf(
        "fault sweep: %d workflows, %d calls, %d faults, %d cases, %d left out, %d violations%n",
        Workflows.ALL.size(),
        calls(),
        Fault.values().length,
        cases,
        cases - RUN.size(),
        VIOLATIONS.get());
    if (System.getProperty("sweep.case") == null) {
      assertThat(RUN).hasSize((int) cases);
    }
  }

  private static long calls() {
    return Workflows.ALL.stream()
        .map(workflow -> Recording.of(workflow.kind()))
        .mapToLong(Recording::size)
        .sum();
  }
}
