package dev.bricklayer.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RotateSecretTest {
  private static final String ROTATE = "POST /v1/cluster/secret/rotate";
  private static final String DONE = "{\"generation\":2,\"grace-seconds\":600}";

  private final FakeNode node = new FakeNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void asksForTheGraceThatWasSaid() {
    node.answer(ROTATE, 200, DONE);
    CliRun run = CliRun.inPipe(node, "cluster rotate-secret --grace 10m -y");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("cluster rotate-secret: success\n")
        .contains("generation 2", "accepted for 600 s.\n");
    assertThat(node.received().get(0).body()).isEqualTo("{\"grace-seconds\":600}");
    assertThat(CliRun.inPipe(node, "cluster rotate-secret -y").code()).isZero();
    assertThat(node.received().get(1).body()).isEqualTo("{}");
    assertThat(CliRun.inPipe(node, "cluster rotate-secret -y --json").out())
        .contains("\"generation\": 2");
  }

  @Test
  void aSpanThatIsNoneIsAMistake() {
    CliRun run = CliRun.inPipe(node, "cluster rotate-secret --grace soon");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("'soon' is no time span like 90s, 10m, 1h or 0");
    assertThat(node.received()).isEmpty();
  }
}
