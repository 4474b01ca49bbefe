package dev.bricklayer.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.operation.OperationKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sweep finds bugs: each of these was planted, and each is caught. */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsTest {
  static Stream<Arguments> bugs() {
    return Stream.of(
        bug(
            Plant.UNDO_REGISTERED_AFTER_THE_EFFECT,
            Fault.REFUSED_AFTER,
            "Brick.Prepare n2",
            "is not as it was, and has no debt: n2: folder /b/2"),
        bug(
            Plant.UNDO_SKIPPED,
            Fault.REFUSED,
            "VolumeCommit.Create",
            "is not as it was, and has no debt: n1: folder /b/1"),
        bug(
            Plant.COMMIT_UNGUARDED,
            Fault.HANGS,
            "VolumeCommit.Create",
            "after late attempts woke there is [brick n1/b/1"),
        bug(
            Plant.RETRY_NOT_IDEMPOTENT,
            Fault.ANSWER_LOST_ONCE,
            "Brick.Prepare n1",
            "it failed and had to succeed"),
        bug(
            Plant.REPORT_LIES,
            Fault.UNDOS_FAIL,
            "Brick.Prepare n2",
            "is not as it was, and has no debt: n1: folder /b/1"));
  }

  private static Arguments bug(Plant plant, Fault fault, String at, String violation) {
    return Arguments.of(plant, fault, at, violation);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isCaught(Plant plant, Fault fault, String at, String violation) {
    SweepCase sweepCase =
        SweepCase.of(OperationKind.CREATE_VOLUME)
            .filter(each -> each.fault() == fault && each.at().toString().equals(at))
            .findFirst()
            .orElseThrow(() -> new AssertionError("the sweep has no " + fault + " at " + at));

    List<String> violations = Sweep.violations(sweepCase, Set.of(plant));

    System.out.println("planted: " + plant + "; caught by " + sweepCase + ": " + violations);
    assertThat(violations).anySatisfy(each -> assertThat(each).contains(violation));
  }
}
