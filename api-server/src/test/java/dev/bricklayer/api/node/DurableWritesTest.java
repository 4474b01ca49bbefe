package dev.bricklayer.api.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.bricklayer.config.file.StableStorage;
import java.nio.file.Files;
import java.util.Set;

@AnalyzeClasses(
    packages = "dev.bricklayer",
    importOptions = {ImportOption.DoNotIncludeTests.class, DurableWritesTest.WithoutTestJars.class})
class DurableWritesTest {
  /** Tests and fakes of other modules, in jars or folders of their own. */
  static final class WithoutTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/test/dev/bricklayer/");
    }
  }

  private static final Set<String> WRITES =
      Set.of("move", "write", "writeString", "newBufferedWriter");

  private static final DescribedPredicate<JavaMethodCall> WRITES_A_FILE =
      DescribedPredicate.describe(
          "write or rename a file by java.nio.file.Files",
          call ->
              call.getTargetOwner().isEquivalentTo(Files.class) && WRITES.contains(call.getName()));

  /** A file of a node that is written otherwise may be empty, or not there, after a power cut. */
  @ArchTest
  static final ArchRule FILES_ARE_WRITTEN_BY_STABLE_STORAGE =
      noClasses()
          .that()
          .resideOutsideOfPackages(StableStorage.class.getPackageName(), "dev.bricklayer.cli..")
          .should()
          .callMethodWhere(WRITES_A_FILE);
}
