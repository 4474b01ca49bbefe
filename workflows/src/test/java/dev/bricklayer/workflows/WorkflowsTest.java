package dev.bricklayer.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import io.temporal.common.metadata.POJOWorkflowInterfaceMetadata;
import io.temporal.workflow.WorkflowInterface;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.bricklayer.workflows");

  @Test
  void listsEveryWorkflowInterface() {
    List<String> interfaces =
        CLASSES.stream()
            .filter(type -> type.isAnnotatedWith(WorkflowInterface.class))
            .map(type -> type.getName())
            .toList();
    assertThat(Workflows.ALL)
        .extracting(entry -> entry.type().getName())
        .containsExactlyInAnyOrderElementsOf(interfaces);
  }

  @Test
  void listsEveryImplementation() {
    long implementations =
        CLASSES.stream()
            .filter(type -> type.isAssignableTo(OperationWorkflow.class) && !type.isInterface())
            .count();
    assertThat(implementations).isEqualTo(Workflows.ALL.size());
  }

  @Test
  void hasOneWorkflowForEachKindUnderTheNameThatIsStored() {
    assertThat(Workflows.ALL)
        .extracting(Workflows.Entry::kind)
        .containsExactlyInAnyOrder(OperationKind.values());
    assertThat(Workflows.ALL)
        .allSatisfy(
            entry ->
                assertThat(
                        POJOWorkflowInterfaceMetadata.newInstance(entry.type()).getWorkflowType())
                    .hasValue(entry.kind().workflow()));
  }
}
