package dev.bricklayer.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShowOrphansTest {
  private static final String ONE =
      "{\"peer-id\":\"p1\",\"name\":\"node1\",\"orphans\":[{\"path\":\"/b/v1\",\"what\":[\"folder\","
          + "\"process\"],\"volume\":\"v1\",\"volume-id\":\"0b0f8c9e\",\"pids\":[7,8]},"
          + "{\"path\":\"/b/v2\",\"what\":[\"kept-origin\"]}]}";
  private static final String NONE = "{\"peer-id\":\"p2\",\"name\":\"node2\",\"orphans\":[]}";
  private static final String SILENT =
      "{\"peer-id\":\"p3\",\"name\":\"node3\",\"orphans\":[],\"error\":\"it does not answer\"}";

  private final FakeNode node = new FakeNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void eachIsALine() {
    node.answer("GET /v1/cluster/orphans", 200, "[" + ONE + "," + NONE + "]");
    CliRun run = CliRun.inPipe(node, "cluster orphans");
    assertThat(run.out())
        .isEqualTo(
            """
            PEER   PATH   WHAT             VOLUME  VOLUME ID  PIDS
            node1  /b/v1  folder, process  v1      0b0f8c9e   7, 8
            node1  /b/v2  kept-origin      -       -          -
            """);
    assertThat(run.code()).isZero();
  }

  @Test
  void aNodeThatCannotSayIsNamed() {
    node.answer("GET /v1/cluster/orphans", 200, "[" + NONE + "," + SILENT + "]");
    CliRun run = CliRun.inPipe(node, "cluster orphans");
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("node3 cannot say: it does not answer");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void nothingIsSaidToBeNothing() {
    node.answer("GET /v1/cluster/orphans", 200, "[" + NONE + "]");
    assertThat(CliRun.inPipe(node, "cluster orphans").out()).isEqualTo("No orphans\n");
  }
}
