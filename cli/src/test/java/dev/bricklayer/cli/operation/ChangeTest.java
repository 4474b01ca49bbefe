package dev.bricklayer.cli.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a changing command stays with its operation, and what it says at the end. */
class ChangeTest {
  private static final String ID = FakeNode.OPERATION;
  private static final String RECORD = "GET /v1/operations/" + ID;
  private static final String START = "POST /v1/volumes/v1/start";
  private static final String P2 = "0b0f8c9e-7a51-4a5a-9d6c-000000000012";
  private static final String P3 = "0b0f8c9e-7a51-4a5a-9d6c-000000000013";

  private final FakeNode node = new FakeNode().answer("GET /v1/peers", 200, Wire.PEERS);

  @AfterEach
  void close() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({"FAILED,1", "ROLLED_BACK,4", "CANCELLED,4", "PARTLY_ROLLED_BACK,5", "SUCCEEDED,1"})
  void aFailureInAPipeTellsWhatBecameOfIt(String outcome, int code) {
    failsWith(outcome);
    CliRun run = CliRun.inPipe(node, "volume start v1");
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("volume start: v1: failed: the brick did not come up\n")
        .contains("\n  operation    " + ID + "  (glustercli operation show " + ID + ")\n");
  }

  @Test
  void anErrorIsOrderedForReaders() {
    node.answer(
            START,
            500,
            Wire.error(
                "the brick did not come up",
                "zebra",
                "1",
                "error",
                "BRICK_PROCESS_FAILED",
                "reason",
                "exit code 1",
                "path",
                "/b",
                "step",
                "start bricks",
                "peer-id",
                P2),
            "X-Bricklayer-Operation",
            ID)
        .answer(RECORD, 200, Wire.operation("ENDED", "PARTLY_ROLLED_BACK", ",\"debts\":[\"d1\"]"));
    assertThat(CliRun.inPipe(node, "volume start v1 -v").err())
        .isEqualTo(
            """
            volume start: v1: failed: the brick did not come up
              peer         node2 (0b0f8c9e-7a51-4a5a-9d6c-000000000012)
              step         start bricks
              path         /b
              reason       exit code 1
              error        BRICK_PROCESS_FAILED
              zebra        1
              operation    5e1b6f0a-2d44-4c5e-8a51-00000000abcd  (glustercli operation show 5e1b6f0a-2d44-4c5e-8a51-00000000abcd)
              rolled back  not everything: this is left until its node can undo it
              left         d1
              request      r1
              answered by  0b0f8c9e-7a51-4a5a-9d6c-000000000011
              cluster      c1
            """);
  }

  @Test
  void aLockedVolumeNamesTheOperationThatHoldsIt() {
    node.answer(START, 409, Wire.error("another operation is running", "running-operation", P2));
    CliRun run = CliRun.inPipe(node, "volume start v1");
    assertThat(run)
        .isEqualTo(
            new CliRun(
                1,
                "",
                "volume start: v1: failed: another operation is running\n  running      "
                    + P2
                    + "  (glustercli operation show "
                    + P2
                    + ")\n"));
  }

  @Test
  void anAnswerWithoutAReasonIsStillASentence() {
    node.answer(START, 502, "<html>bad gateway</html>");
    assertThat(CliRun.inPipe(node, "volume start v1").err())
        .isEqualTo(
            "volume start: v1: failed: the node answered with HTTP status 502 and no reason\n");
  }

  @Test
  void whatOutlastsTheRequestIsFollowedQuietlyInAPipe() {
    node.answer(START, 202, Wire.operation("ACCEPTED", "", ""), "Location", "/v1/operations/" + ID)
        .answer(RECORD, 200, Wire.operation("ACCEPTED", "", ""))
        .answer(RECORD, 200, Wire.operation("COMMITTED", "", ""))
        .answer(RECORD, 200, Wire.operation("ENDED", "SUCCEEDED", ""));
    assertThat(CliRun.inPipe(node, "volume start v1"))
        .isEqualTo(new CliRun(0, "volume start: v1: success\n", ""));
  }

  @Test
  void waitingIsBoundedByTheTimeout() {
    node.answer(START, 202, "{}", "Location", "/v1/operations/" + ID)
        .answer(RECORD, 200, Wire.operation("ACCEPTED", "", ""));
    CliRun run = CliRun.inPipe(node, "volume start v1 --timeout 1");
    assertThat(run)
        .isEqualTo(
            new CliRun(
                3,
                "",
                "volume start: v1: still running after 1 s; it goes on as operation "
                    + ID
                    + "\n  glustercli operation watch "
                    + ID
                    + "\n"));
  }

  @Test
  void noWaitLeavesAtOnce() {
    node.answer(START, 202, Wire.operation("ACCEPTED", "", ""), "X-Bricklayer-Operation", ID);
    assertThat(CliRun.inPipe(node, "volume start v1 --no-wait"))
        .isEqualTo(new CliRun(0, "volume start: v1: accepted as operation " + ID + "\n", ""));
    assertThat(node.only("POST").headers()).containsEntry("prefer", "respond-async");
    assertThat(CliRun.inPipe(node, "volume start v1 --no-wait --json").out())
        .contains("\"state\": \"ACCEPTED\"");
  }

  private static String planned(String name, String host, String more) {
    return "{\"name\":\"%s\"%s,\"phase\":\"BEFORE_COMMIT\"%s}"
        .formatted(
            name, host.isEmpty() ? "" : ",\"peer\":\"" + P2 + "\",\"host\":\"" + host + "\"", more);
  }

  @Test
  void dryRunPrintsTheStepsAndNothingElseHappens() {
    node.answer(
        START,
        200,
        "{\"would-succeed\":true,\"steps\":["
            + planned(
                "start", "10.0.0.2", ",\"load\":\"1 brick of v1\",\"checked\":true,\"refusals\":[]")
            + ","
            + planned("commit", "", ",\"checked\":false,\"refusals\":[]")
            + "]}");
    CliRun run = CliRun.inPipe(node, "volume start v1 --dry-run");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            volume start: v1: would take these steps, nothing is changed
            STEP    PEER      ABOUT          CHECK
            start   10.0.0.2  1 brick of v1  ok
            commit  -         -              -
            """);
    assertThat(node.only("POST").query()).isEqualTo("dry-run=true");
    assertThat(CliRun.onTerminal(node, "volume start v1 --dry-run --json", "").out())
        .startsWith("{\n  \"would-succeed\": true");
  }

  @Test
  void aDryRunThatWouldBeRefusedFails() {
    node.answer(
        START,
        200,
        "{\"would-succeed\":false,\"steps\":["
            + planned(
                "start",
                "10.0.0.2",
                ",\"checked\":true,\"refusals\":[{\"code\":\"BRICK_UNUSABLE\",\"message\":\"it is missing\"}]")
            + "]}");
    CliRun run = CliRun.inPipe(node, "volume start v1 --dry-run");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED");
    assertThat(run.err())
        .isEqualTo("volume start: v1: would be refused\n  start on node2: it is missing\n");
  }

  @Test
  void aClusterThatHasTooMuchToDoIsAskedAgain() {
    node.answer(START, 429, Wire.error("too many"), "Retry-After", "1")
        .answer(START, 200, "{\"name\":\"v1\"}");
    CliRun run = CliRun.inPipe(node, "volume start v1");
    assertThat(run.code()).isZero();
    assertThat(
            node.received().stream()
                .filter(request -> request.method().equals("POST"))
                .map(request -> request.headers().get("idempotency-key"))
                .distinct())
        .hasSize(1);
  }

  @Test
  void stepsAreShownOnATerminal() {
    String done =
        ",\"started-at\":\"2026-11-22T10:00:00Z\",\"ended-at\":\"2026-11-22T10:00:00.035Z\"";
    node.answer(START, 202, Wire.operation("ACCEPTED", "", ""), "X-Bricklayer-Operation", ID)
        .answer(
            RECORD,
            200,
            Wire.operation(
                "ACCEPTED",
                "",
                ",\"steps\":["
                    + Wire.step("check", "", "DONE", done)
                    + ","
                    + Wire.step("start bricks", P2, "RUNNING", "")
                    + ","
                    + Wire.step("start bricks", P3, "RUNNING", "")
                    + ","
                    + Wire.step("commit", "", "PENDING", "")
                    + "]"))
        .answer(
            RECORD,
            200,
            Wire.operation(
                "ENDED",
                "SUCCEEDED",
                ",\"steps\":["
                    + Wire.step("check", "", "DONE", done)
                    + ","
                    + Wire.step("start bricks", P2, "DONE", done)
                    + ","
                    + Wire.step("start bricks", P3, "UNREACHABLE", ",\"error\":\"no answer\"")
                    + ","
                    + Wire.step("commit", "", "DONE", "")
                    + "]"));
    CliRun run = CliRun.onTerminal(node, "volume start v1", "");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("volume start: v1: success\n");
    assertThat(run.err())
        .isEqualTo(
            "  ...      sending the request\r\033[K"
                + "  done     check  35 ms\n"
                + "  ...      start bricks on node2, start bricks on node3"
                + "\r\033[K  done     start bricks on node2  35 ms\n"
                + "  AWAY     start bricks on node3: no answer\n"
                + "  done     commit\n");
    assertThat(node.only("POST").headers()).containsEntry("prefer", "respond-async");
  }

  @Test
  void aFailureOnATerminalEndsWithItsReport() {
    node.answer(START, 202, Wire.operation("ACCEPTED", "", ""), "X-Bricklayer-Operation", ID)
        .answer(
            RECORD,
            200,
            Wire.operation(
                "ENDED",
                "ROLLED_BACK",
                ",\"error\":{\"code\":\"BRICK_PROCESS_FAILED\",\"message\":\"it did not come up\","
                    + "\"fields\":{\"peer-id\":\"%s\",\"operation-id\":\"%s\"}}"
                        .formatted(P2, ID)));
    CliRun run = CliRun.onTerminal(node, "volume start v1", "");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "  ...      sending the request\r\033[K"
                + """
                volume start: v1: failed: it did not come up
                  peer         node2 (%s)
                  operation    %s  (glustercli operation show %s)
                  rolled back  everything that it had done is undone
                """
                    .formatted(P2, ID, ID));
  }

  @Test
  void scriptsAndJsonShowNoSteps() {
    node.answer(START, 200, Wire.VOLUME);
    CliRun script = CliRun.onTerminal(node, "volume start v1 --mode=script", "");
    CliRun json = CliRun.onTerminal(node, "volume start v1 --json", "");
    assertThat(script.err() + json.err()).isEmpty();
    assertThat(json.out()).startsWith("{\n  \"id\":");
    assertThat(node.received())
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("prefer"));
  }

  @Test
  void aNodeThatCannotTellJustNowIsAskedAgain() {
    node.answer(START, 202, "{}", "X-Bricklayer-Operation", ID)
        .answer(RECORD, 404, Wire.error("operation not found"))
        .answer(RECORD, 503, Wire.error("the store does not answer"))
        .answer(RECORD, 200, Wire.operation("ENDED", "SUCCEEDED", ""));
    assertThat(CliRun.inPipe(node, "volume start v1"))
        .isEqualTo(new CliRun(0, "volume start: v1: success\n", ""));
  }

  @Test
  void anOperationThatCannotBeFollowedGoesOn() {
    node.answer(START, 202, "{}", "X-Bricklayer-Operation", ID)
        .answer(RECORD, 401, Wire.error("Token is expired"));
    CliRun run = CliRun.inPipe(node, "volume start v1");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("volume start: v1: the node does not show it (HTTP status 401); it goes on as")
        .contains("glustercli operation watch " + ID);
  }

  @Test
  void aNodeThatIsDownIsAFailure() throws IOException {
    node.close();
    CliRun run = CliRun.inPipe(node, "volume start v1");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "volume start: v1: failed: "
                + node.address()
                + " cannot be reached: Connection refused\n");
  }

  @Test
  void anAnswerThatNeverCameLeavesTheOutcomeOpen() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CliRun run =
          CliRun.inPipe(
              node,
              "volume start v1 --timeout 1 --endpoints http://127.0.0.1:" + mute.getLocalPort());
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.err())
          .contains("did not answer within 1 s\n")
          .contains("whether the request was accepted is not known")
          .contains("glustercli operation list");
    }
  }

  private void failsWith(String outcome) {
    node.answer(
            START,
            500,
            Wire.error("the brick did not come up", "peer", "node2"),
            "X-Bricklayer-Operation",
            ID)
        .answer(RECORD, 200, Wire.operation("ENDED", outcome, ""));
  }
}
