package dev.bricklayer.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The journals of all workflows, failing at each call, as they were read and found right. {@code
 * -Drecord} writes them anew.
 */
@Execution(ExecutionMode.CONCURRENT)
class JournalTest {
  private static final Path JOURNALS = Path.of("src/test/resources/journals");

  static Stream<OperationKind> workflows() {
    return Workflows.ALL.stream().map(Workflows.Entry::kind);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void isAsItWasRead(OperationKind kind) throws IOException {
    Path file = JOURNALS.resolve(kind.workflow() + ".txt");
    String journal = Journal.of(kind);
    if (System.getProperty("record") != null) {
      Files.createDirectories(JOURNALS);
      Files.writeString(file, journal);
    }
    assertThat(file).exists();
    assertThat(journal).isEqualTo(Files.readString(file));
  }
}
