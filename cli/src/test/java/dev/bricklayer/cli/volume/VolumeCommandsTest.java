package dev.bricklayer.cli.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.Wire;
import dev.bricklayer.cli.json.JsonReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeCommandsTest {
  private final FakeNode node = new FakeNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void listPrintsNames() {
    node.answer("GET /v1/volumes", 200, "[" + Wire.VOLUME + "," + Wire.DISTRIBUTED + "]");
    assertThat(CliRun.inPipe(node, "volume list")).isEqualTo(new CliRun(0, "v1\nv2\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null"})
  void noVolumesAreNoError(String answer) {
    node.answer("GET /v1/volumes", 200, answer);
    CliRun expected = new CliRun(0, "", "No volumes present in cluster\n");
    assertThat(CliRun.inPipe(node, "volume list")).isEqualTo(expected);
    assertThat(CliRun.inPipe(node, "volume info")).isEqualTo(expected);
    assertThat(CliRun.inPipe(node, "volume status"))
        .isEqualTo(new CliRun(0, "", "No started volumes present in cluster\n"));
  }

  @Test
  void infoIsWrittenAsGlusterWritesIt() {
    node.answer("GET /v1/volumes", 200, "[" + Wire.VOLUME + "," + Wire.DISTRIBUTED + "]");
    CliRun run = CliRun.inPipe(node, "volume info all");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            " \n"
                + """
                Volume Name: v1
                Type: Replicate
                Volume ID: 4d5c2a10-9d0e-4a26-8e64-0d2c4d5e6f70
                Status: Started
                Snapshot Count: 1
                Number of Bricks: 1 x (2 + 1) = 3
                Transport-type: tcp
                Bricks:
                Brick1: 10.0.0.1:/bricks/b1
                Brick2: 10.0.0.2:/bricks/b1
                Brick3: fd00::3:/bricks/b1 (arbiter)
                Options Reconfigured:
                performance/io-cache: on
                cluster/replicate.self-heal-daemon: on
                Metadata:
                owner: me
                """
                + " \n"
                + """
                Volume Name: v2
                Type: Distribute
                Volume ID: 4d5c2a10-9d0e-4a26-8e64-0d2c4d5e6f71
                Status: Created
                Capacity: 1.0 GiB
                Snapshot Count: 0
                Number of Bricks: 2
                Transport-type: tcp
                Bricks:
                Brick1: n1:/b/1
                Brick2: n2:/b/2
                """);
  }

  @Test
  void infoOfOneAsksForOne() {
    node.answer("GET /v1/volumes/v1", 200, Wire.VOLUME);
    assertThat(CliRun.inPipe(node, "volume info v1").out()).contains("Volume Name: v1\n");
    assertThat(node.only("GET").path()).isEqualTo("/v1/volumes/v1");
  }

  @Test
  void jsonIsTheAnswerItself() {
    node.answer("GET /v1/volumes/v1", 200, Wire.VOLUME);
    CliRun run = CliRun.inPipe(node, "volume info v1 --json");
    assertThat(JsonReader.read(run.out())).isEqualTo(JsonReader.read(Wire.VOLUME));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void statusIsATableOfBricks() {
    node.answer("GET /v1/volumes/v1/bricks", 200, Wire.BRICKS);
    assertThat(CliRun.inPipe(node, "volume status v1").out())
        .isEqualTo(
            """
            Status of volume: v1
            BRICK                ONLINE  PID  PORT   SIZE      FREE
            10.0.0.1:/bricks/b1  yes     77   49152  10.0 GiB  9.0 GiB
            10.0.0.2:/bricks/b1  no      -    -      -         -

            """);
  }

  @Test
  void simulatedBricksAreMarked() {
    String bricks = Wire.BRICKS.replaceFirst("\\{\"path\"", "{\"runtime\":\"simulated\",\"path\"");
    String volume = Wire.VOLUME.replace("{\"id\":\"a\"", "{\"runtime\":\"simulated\",\"id\":\"a\"");
    node.answer("GET /v1/volumes/v1/bricks", 200, bricks).answer("GET /v1/volumes/v1", 200, volume);
    assertThat(CliRun.inPipe(node, "volume status v1").out())
        .contains("10.0.0.1:/bricks/b1  yes (simulated)  77")
        .contains("10.0.0.2:/bricks/b1  no ");
    assertThat(CliRun.inPipe(node, "volume info v1").out())
        .contains("Brick1: 10.0.0.1:/bricks/b1 (simulated)\n")
        .contains("Brick2: 10.0.0.2:/bricks/b1\n");
  }

  @Test
  void statusOfAllLooksAtStartedVolumesOnly() {
    node.answer("GET /v1/volumes", 200, "[" + Wire.VOLUME + "," + Wire.DISTRIBUTED + "]")
        .answer("GET /v1/volumes/v1/bricks", 200, Wire.BRICKS);
    CliRun run = CliRun.inPipe(node, "volume status");
    assertThat(run.out()).contains("Status of volume: v1\n").doesNotContain("v2");
    assertThat(CliRun.inPipe(node, "volume status --json").out()).startsWith("{\n  \"v1\": [");
  }

  @Test
  void aVolumeThatIsNotThereIsAnError() {
    node.answer("GET /v1/volumes/v9", 404, Wire.error("volume not found", "volume", "v9"));
    assertThat(CliRun.inPipe(node, "volume info v9"))
        .isEqualTo(new CliRun(1, "", "volume not found\n  volume       v9\n"));
    assertThat(CliRun.inPipe(node, "volume info v9 -v").err())
        .isEqualTo(
            """
            volume not found
              volume       v9
              request      r1
              answered by  0b0f8c9e-7a51-4a5a-9d6c-000000000011
              cluster      c1
            """);
    CliRun json = CliRun.inPipe(node, "volume info v9 --json");
    assertThat(json.out()).startsWith("{\n  \"errors\": [").contains("volume not found");
    assertThat(json.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "v1?x", "é", "a%2f"})
  void namesThatLeadElsewhereAreNotSent(String name) {
    for (String command : new String[] {"info", "status", "start", "stop", "delete"}) {
      CliRun run = CliRun.inPipe(node, "volume " + command + " " + name);
      assertThat(run.code()).as(command).isEqualTo(2);
      assertThat(run.err()).startsWith("invalid volume name '" + name + "'");
    }
    assertThat(node.received()).isEmpty();
  }

  @Test
  void startStopAndDeleteSendWhatGd2Expects() {
    node.answer("POST /v1/volumes/v1/start", 200, Wire.VOLUME)
        .answer("POST /v1/volumes/v1/stop", 200, Wire.VOLUME)
        .answer("DELETE /v1/volumes/v1", 204, "");
    assertThat(CliRun.inPipe(node, "volume start v1 force"))
        .isEqualTo(new CliRun(0, "volume start: v1: success\n", ""));
    assertThat(CliRun.inPipe(node, "volume stop v1"))
        .isEqualTo(new CliRun(0, "volume stop: v1: success\n", ""));
    assertThat(CliRun.inPipe(node, "volume delete v1"))
        .isEqualTo(new CliRun(0, "volume delete: v1: success\n", ""));
    assertThat(node.received().get(0).body()).isEqualTo("{\"force-start-bricks\":true}");
    assertThat(node.received().get(1).body()).isEmpty();
    assertThat(node.received())
        .allSatisfy(
            request ->
                assertThat(request.headers())
                    .containsKey("idempotency-key")
                    .doesNotContainKey("prefer"));
    assertThat(node.received().stream().map(r -> r.headers().get("idempotency-key")))
        .doesNotHaveDuplicates();
  }

  @Test
  void stopAndDeleteAskOnATerminal() {
    node.answer("POST /v1/volumes/v1/stop", 200, Wire.VOLUME)
        .answer("DELETE /v1/volumes/v1", 204, "");
    for (String no : new String[] {"n\n", "\n", "", "nonsense\n"}) {
      CliRun run = CliRun.onTerminal(node, "volume stop v1", no);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).contains("Do you want to continue? (y/n)");
      assertThat(run.err()).isEqualTo("not done: it was not confirmed\n");
    }
    assertThat(node.received()).isEmpty();
    assertThat(CliRun.onTerminal(node, "volume stop v1", "y\n").code()).isZero();
    assertThat(CliRun.onTerminal(node, "volume delete v1", "YES\n").code()).isZero();
    assertThat(CliRun.onTerminal(node, "volume delete v1 -y", "").out())
        .isEqualTo("volume delete: v1: success\n");
    assertThat(CliRun.onTerminal(node, "volume delete v1 --mode=script", "").code()).isZero();
  }
}
