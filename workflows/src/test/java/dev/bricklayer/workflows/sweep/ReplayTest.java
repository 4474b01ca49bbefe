package dev.bricklayer.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.workflows.Workflows;
import dev.bricklayer.workflows.operation.ActivityPolicies;
import dev.bricklayer.workflows.operation.Payloads;
import dev.bricklayer.workflows.volume.CreateVolume;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Today's workflows go on with yesterday's operations: each stored history replays. A new history
 * is recorded by {@code -Drecord}.
 */
class ReplayTest {
  private static final TestWorkflowEnvironment ENVIRONMENT =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder().setDataConverter(Payloads.CONVERTER).build())
              .build());

  @BeforeAll
  static void record() throws IOException {
    if (System.getProperty("record") != null) {
      StoredHistories.record();
    }
  }

  @AfterAll
  static void close() {
    ENVIRONMENT.close();
  }

  static List<Path> histories() throws IOException {
    return StoredHistories.all();
  }

  @ParameterizedTest
  @MethodSource("histories")
  void replays(Path history) throws Exception {
    Worker worker = ENVIRONMENT.newWorker(history.toString());
    Workflows.register(worker, ActivityPolicies.STANDARD);
    WorkflowReplayer.replayWorkflowExecution(read(history), worker);
  }

  @Test
  void everyWorkflowHasHistories() throws IOException {
    List<String> stored =
        histories().stream()
            .map(file -> StoredHistories.ROOT.relativize(file).getName(0).toString())
            .toList();
    assertThat(Workflows.ALL)
        .allSatisfy(entry -> assertThat(stored).contains(entry.kind().workflow()));
  }

  /** A step more than the history has must be noticed, else these tests prove nothing. */
  @Test
  void aChangedWorkflowDoesNotReplay() throws IOException {
    Worker worker = ENVIRONMENT.newWorker("changed");
    worker.registerWorkflowImplementationFactory(
        CreateVolume.class,
        () -> new PlantedCreateVolume(ActivityPolicies.STANDARD, Plant.UNDO_SKIPPED));
    WorkflowExecutionHistory rolledBack =
        read(StoredHistories.ROOT.resolve("CreateVolume/0.1.0-refused-by-the-commit.json"));
    assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(rolledBack, worker))
        .hasMessageContaining("NonDeterministicException");
  }

  private static WorkflowExecutionHistory read(Path file) throws IOException {
    return WorkflowExecutionHistory.fromJson(Files.readString(file));
  }
}
