package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Histories of all workflows under {@code src/test/resources/histories/<workflow>/<release>-<case>
 * .json}. Those of a release stay as long as operations of that release may be open.
 */
final class StoredHistories {
  static final Path ROOT = Path.of("src/test/resources/histories");

  /** The release that new histories are recorded for. */
  private static final String RELEASE = "0.1.0";

  private StoredHistories() {}

  /**
   * A run worth keeping.
   *
   * @param struck where the fault strikes, of the calls of a clean run
   */
  private record Case(String name, Struck struck, Fault fault) {}

  private enum Struck {
    NOWHERE,
    FIRST_TASK,
    COMMIT
  }

  private static final List<Case> CASES =
      List.of(
          new Case("succeeds", Struck.NOWHERE, Fault.REFUSED),
          new Case("refused-by-the-commit", Struck.COMMIT, Fault.REFUSED),
          new Case("commit-answer-lost", Struck.COMMIT, Fault.ANSWERS_LOST),
          new Case("task-refused", Struck.FIRST_TASK, Fault.REFUSED),
          new Case("task-retried", Struck.FIRST_TASK, Fault.BROKEN_ONCE),
          new Case("cancelled", Struck.FIRST_TASK, Fault.CANCELLED),
          new Case("undo-refused", Struck.FIRST_TASK, Fault.UNDOS_FAIL));

  /** All that are stored. */
  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Records all cases of all workflows for this release. */
  static void record() throws IOException {
    for (Workflows.Entry<?, ?> entry : Workflows.ALL) {
      Path folder = Files.createDirectories(ROOT.resolve(entry.kind().workflow()));
      for (Case each : CASES) {
        Path file = folder.resolve(RELEASE + "-" + each.name() + ".json");
        Files.writeString(file, run(entry.kind(), each).history().toJson(true));
      }
    }
  }

  private static Engine.Ended run(OperationKind kind, Case each) {
    Recording recording = Recording.of(kind);
    List<Trial.Strike> strikes =
        switch (each.struck()) {
          case NOWHERE -> List.of();
          case COMMIT -> List.of(new Trial.Strike(recording.commit(), each.fault()));
          case FIRST_TASK ->
              recording.calls().stream()
                  .filter(call -> !call.isLocal())
                  .limit(1)
                  .map(call -> new Trial.Strike(call, each.fault()))
                  .toList();
        };
    Scenario scenario = Scenario.of(kind);
    FakeCluster cluster = scenario.cluster(Engine.NODES, Set.of());
    Trial trial = new Trial(cluster, Set.of(), strikes, recording.undoCalls());
    Engine.Ended ended = Engine.shared().run(kind, scenario.plan().apply(Engine.NODES), trial);
    trial.wakeSleepers();
    return ended;
  }
}
