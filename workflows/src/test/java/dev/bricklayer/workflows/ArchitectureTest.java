package dev.bricklayer.workflows;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.bricklayer.workflows.operation.OperationRun;
import dev.bricklayer.workflows.operation.OperationWorkflow;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;

@AnalyzeClasses(
    packages = "dev.bricklayer.workflows",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Of the configuration the model only: what it is, not where it is stored. */
  @ArchTest
  static final ArchRule KNOWS_THE_MODEL_AND_THE_ENGINE_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.bricklayer.workflows..",
                  "dev.bricklayer.config.error",
                  "dev.bricklayer.config.json",
                  "dev.bricklayer.config.operation",
                  "dev.bricklayer.config.peer",
                  "dev.bricklayer.config.volume",
                  "io.temporal..",
                  "org.slf4j",
                  "org.jspecify.annotations",
                  "java.."));

  @ArchTest
  static final ArchRule THE_FRAME_KNOWS_NO_FEATURE =
      noClasses()
          .that()
          .resideInAPackage("..workflows.operation")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..workflows.volume", "..workflows.peer");

  private static final DescribedPredicate<JavaMethodCall> WAIT =
      DescribedPredicate.describe(
          "use the engine but for versions, or wait for a promise",
          call ->
              call.getTargetOwner().isEquivalentTo(Workflow.class)
                      && !call.getName().equals("getVersion")
                  || call.getTargetOwner().isEquivalentTo(Promise.class)
                      && call.getName().equals("get"));

  /**
   * A workflow that waited by itself could fail, or be cancelled, where nobody rolls it back; it
   * waits in the steps of its {@link OperationRun} only.
   */
  @ArchTest
  static final ArchRule WORKFLOWS_WAIT_IN_STEPS_ONLY =
      noClasses().that().areAssignableTo(OperationWorkflow.class).should().callMethodWhere(WAIT);
}
