package dev.bricklayer.workflows.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.operation.Step;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final Duration PART = Duration.ofMinutes(1);

  /** Workflow code to run; timers stand for activities, their time is skipped. */
  @WorkflowInterface
  public interface Code {
    @WorkflowMethod
    List<String> run(String name);
  }

  /** The bodies of these tests, which must run in a workflow. */
  public static final class CodeImpl implements Code {
    private final List<FanOut.Place> places = new ArrayList<>();
    private int running;
    private int most;
    private int started;

    @Override
    public List<String> run(String name) {
      return switch (name) {
        case "bound" -> bound();
        case "failure" -> failure();
        case "straggler" -> straggler();
        case "regardless" -> regardless();
        default -> throw new IllegalArgumentException(name);
      };
    }

    private List<String> bound() {
      for (int i = 0; i < 40; i++) {
        add(() -> part(PART));
      }
      List<FanOut.Part> parts = new FanOut(new StepLog(), "step", false, PART).run(places);
      return List.of(parts.size() + " parts", "at most " + most + " at once");
    }

    private List<String> failure() {
      add(() -> Workflow.newFailedPromise(failed()));
      for (int i = 0; i < 40; i++) {
        add(() -> part(PART));
      }
      new FanOut(new StepLog(), "step", false, PART.multipliedBy(2)).run(places);
      return List.of(started + " started");
    }

    private List<String> straggler() {
      add(() -> Workflow.newTimer(PART).thenApply(nothing -> fail()));
      add(() -> part(PART.plusSeconds(1)));
      add(() -> part(Duration.ofDays(9)));
      long begun = Workflow.currentTimeMillis();
      List<FanOut.Part> parts =
          new FanOut(new StepLog(), "step", false, Duration.ofSeconds(5)).run(places);
      long took = Workflow.currentTimeMillis() - begun;
      assertThat(took).isBetween(65_000L, 70_000L);
      return states(parts);
    }

    private List<String> regardless() {
      add(() -> Workflow.newFailedPromise(failed()));
      add(() -> part(PART));
      return states(new FanOut(new StepLog(), "step", true, null).run(places));
    }

    private static List<String> states(List<FanOut.Part> parts) {
      return parts.stream().map(FanOut.Part::step).map(CodeImpl::state).toList();
    }

    private static String state(Step step) {
      return step.state() + (step.error() == null ? "" : ": " + step.error());
    }

    private void add(io.temporal.workflow.Functions.Func<Promise<Void>> start) {
      places.add(new FanOut.Place(new UUID(0, places.size()), "host", start));
    }

    private Promise<Void> part(Duration time) {
      started++;
      running++;
      most = Math.max(most, running);
      CompletablePromise<Void> part = Workflow.newPromise();
      part.completeFrom(Workflow.newTimer(time));
      return part.thenApply(
          nothing -> {
            running--;
            return nothing;
          });
    }

    private static RuntimeException failed() {
      return io.temporal.failure.ApplicationFailure.newFailure("no", "BRICK_IN_USE");
    }

    private static Void fail() {
      throw failed();
    }
  }

  private static List<String> run(String name) {
    try (TestWorkflowEnvironment environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(true).build())) {
      Worker worker = environment.newWorker("queue");
      worker.registerWorkflowImplementationTypes(CodeImpl.class);
      environment.start();
      return environment
          .getWorkflowClient()
          .newWorkflowStub(Code.class, WorkflowOptions.newBuilder().setTaskQueue("queue").build())
          .run(name);
    }
  }

  @Test
  void runsAtMostSixteenPartsAtOnce() {
    assertThat(run("bound")).containsExactly("40 parts", "at most 16 at once");
  }

  @Test
  void startsNothingMoreAfterAFailure() {
    assertThat(run("failure")).containsExactly("0 started");
  }

  @Test
  void cancelsStragglersAfterAFailure() {
    assertThat(run("straggler")).containsExactly("FAILED: no", "DONE", "FAILED: was cancelled");
  }

  @Test
  void letsAllComeToTheirEndWhenItGoesOnRegardless() {
    assertThat(run("regardless")).containsExactly("FAILED: no", "UNDONE");
  }
}
