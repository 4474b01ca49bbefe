package dev.bricklayer.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.common.interceptors.WorkerInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultPointsTest {
  private static final String WORKFLOW = "c0ffee00/volume/v1";

  @TempDir Path folder;

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(WorkerInterceptor.class))
        .hasExactlyElementsOfTypes(FaultPoints.class);
  }

  @Test
  void armsTheOperationsOfOneSubject() throws IOException {
    Files.writeString(folder.resolve("volume_v1"), "Brick.Prepare * fail 2\n\n");
    ArmedFaults armed = new ArmedFaults(folder, "node1");
    assertThat(armed.of(WORKFLOW))
        .containsExactly(new Strike("Brick.Prepare", "*", Action.FAIL, 2));
    assertThat(armed.of("c0ffee00/volume/v2")).isEmpty();
    assertThat(armed.of("c0ffee00/cluster")).isEmpty();
  }

  @Test
  void strikesAsOftenAsAskedWhicheverProcessCounts() {
    Strike strike = new Strike("Brick.Prepare", "*", Action.FAIL, 2);
    ArmedFaults one = new ArmedFaults(folder, "node1");
    ArmedFaults other = new ArmedFaults(folder, "node1 after its death");
    assertThat(one.claim(WORKFLOW, strike, "c0ffee00/node-a")).isTrue();
    assertThat(other.claim(WORKFLOW, strike, "c0ffee00/node-a")).isTrue();
    assertThat(one.claim(WORKFLOW, strike, "c0ffee00/node-a")).isFalse();
    assertThat(one.claim(WORKFLOW, strike, "c0ffee00/node-b")).as("another place").isTrue();
    Strike always = new Strike("Brick.Prepare", "*", Action.REFUSE, 0);
    assertThat(one.claim(WORKFLOW, always, "c0ffee00/node-a")).isTrue();
    assertThat(one.claim(WORKFLOW, always, "c0ffee00/node-a")).isTrue();
  }

  @Test
  void tellsWhatWasStruck() throws IOException {
    ArmedFaults armed = new ArmedFaults(folder, "node2");
    armed.tell(WORKFLOW, "Brick.Prepare FAIL begins");
    armed.tell(WORKFLOW, "Brick.Prepare FAIL begins");
    assertThat(Files.readAllLines(folder.resolve("volume_v1.log")))
        .hasSize(2)
        .allMatch(line -> line.matches("\\d+ node2 Brick.Prepare FAIL begins"));
  }
}
