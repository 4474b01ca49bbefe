package dev.bricklayer.cli.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.Wire;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationCommandsTest {
  private static final String ID = FakeNode.OPERATION;
  private static final String RECORD = "GET /v1/operations/" + ID;
  private static final String P2 = "0b0f8c9e-7a51-4a5a-9d6c-000000000012";

  private final FakeNode node = new FakeNode().answer("GET /v1/peers", 200, Wire.PEERS);

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void listIsATable() {
    node.answer(
        "GET /v1/operations",
        200,
        "["
            + Wire.operation("ENDED", "ROLLED_BACK", ",\"ended-at\":\"2026-11-22T10:00:01.200Z\"")
            + ","
            + Wire.operation("ACCEPTED", "", "")
            + "]");
    assertThat(CliRun.inPipe(node, "operation list").out())
        .isEqualTo(
            """
            ID                                    ACCEPTED              TOOK   STATE        SUMMARY                                BY
            5e1b6f0a-2d44-4c5e-8a51-00000000abcd  2026-11-22 10:00:00Z  1.1 s  rolled back  create volume v1 (Replicate, 3 bricks)  glustercli@10.0.0.9
            5e1b6f0a-2d44-4c5e-8a51-00000000abcd  2026-11-22 10:00:00Z  -      running      create volume v1 (Replicate, 3 bricks)  glustercli@10.0.0.9
            """
                .replace(
                    "SUMMARY                                BY",
                    "SUMMARY                                 BY"));
  }

  @Test
  void listFitsANarrowTerminalWithShortIds() {
    node.answer(
        "GET /v1/operations", 200, "[" + Wire.operation("ENDED", "PARTLY_ROLLED_BACK", "") + "]");
    assertThat(CliRun.onTerminal(node, "operation list", "").out())
        .isEqualTo(
            """
            ID        ACCEPTED              TOOK  STATE               SUMMARY
            5e1b6f0a  2026-11-22 10:00:00Z  -     partly rolled back  create volume v1
                                                                      (Replicate, 3 bricks)
            """);
  }

  @Test
  void theStartOfAnIdIsEnoughIfItIsOnlyOnes() {
    node.answer("GET /v1/operations", 200, "[" + Wire.operation("ENDED", "SUCCEEDED", "") + "]")
        .answer(RECORD, 200, Wire.operation("ENDED", "SUCCEEDED", ""));
    assertThat(CliRun.inPipe(node, "operation watch 5e1b6f0a").out())
        .isEqualTo("operation " + ID + ": success: create volume v1 (Replicate, 3 bricks)\n");
    assertThat(CliRun.inPipe(node, "operation show ffff"))
        .isEqualTo(new CliRun(1, "", "no operation's id starts with 'ffff'\n"));
    String twice = Wire.operation("ENDED", "SUCCEEDED", "");
    try (FakeNode other = new FakeNode()) {
      other.answer("GET /v1/operations", 200, "[" + twice + "," + twice + "]");
      assertThat(CliRun.inPipe(other, "operation cancel 5e1b"))
          .isEqualTo(new CliRun(1, "", "2 operations' ids start with '5e1b'\n"));
    }
  }

  @Test
  void listSendsItsFilters() {
    node.answer("GET /v1/operations", 200, "[]");
    Instant before = Instant.now().minus(Duration.ofHours(2)).minusSeconds(2);
    CliRun run =
        CliRun.inPipe(
            node, "operation list --state failed --volume v1 --peer node2 --since 2h --limit 5");
    assertThat(run).isEqualTo(new CliRun(0, "", "No operations\n"));
    String query = node.received().get(node.received().size() - 1).query();
    assertThat(query).startsWith("state=failed&volume=v1&peer=" + P2 + "&since=");
    assertThat(query).endsWith("&limit=5");
    String since = query.replaceAll(".*since=|&limit.*", "").replace("%3A", ":");
    assertThat(Instant.parse(since)).isBetween(before, before.plusSeconds(30));
  }

  @Test
  void showTellsTheWholeStory() {
    node.answer(
        RECORD,
        200,
        Wire.operation(
            "ENDED",
            "PARTLY_ROLLED_BACK",
            ",\"ended-at\":\"2026-11-22T10:00:01.200Z\",\"error\":{\"code\":\"BRICK_UNUSABLE\","
                + "\"message\":\"the file system is read-only\",\"fields\":{\"path\":\"/b\",\"operation-id\":\""
                + ID
                + "\"}},"
                + "\"debts\":[{\"peer\":\"node2\",\"steps\":[\"prepare bricks\"]}],\"steps\":["
                + Wire.step(
                    "prepare bricks",
                    P2,
                    "FAILED",
                    ",\"started-at\":\"2026-11-22T10:00:00.100Z\","
                        + "\"ended-at\":\"2026-11-22T10:00:00.135Z\",\"error\":\"read-only\"")
                + ","
                + Wire.step("commit", "", "PENDING", "")
                + "]"));
    assertThat(CliRun.inPipe(node, "operation show " + ID).out())
        .isEqualTo(
            """
            Operation: 5e1b6f0a-2d44-4c5e-8a51-00000000abcd
            Kind:      CreateVolume
            Summary:   create volume v1 (Replicate, 3 bricks)
            State:     partly rolled back
            By:        glustercli@10.0.0.9
            Accepted:  2026-11-22 10:00:00Z
            Ended:     2026-11-22 10:00:01Z
            Took:      1.1 s
            Request:   r1
            History:   http://10.0.0.1:8233/w/1
            Error:     the file system is read-only
              path         /b
            Left:      prepare bricks on peer node2

            STEP            PEER   STATE    TOOK   NOTE
            prepare bricks  node2  FAILED   35 ms  read-only
            commit          -      PENDING  -      -
            """);
  }

  @Test
  void showTellsWhatARunningStepWaitsFor() {
    node.answer(
        RECORD,
        200,
        Wire.operation(
            "ACCEPTED",
            "",
            ",\"percent\":33,\"retry-of\":\"r0\",\"steps\":["
                + Wire.step(
                    "prepare",
                    P2,
                    "RUNNING",
                    ",\"attempts\":2,\"last-error\":\"no space\","
                        + "\"next-attempt-at\":\"2026-11-22T10:00:09Z\"")
                + ","
                + Wire.step("prepare", "", "RUNNING", ",\"waiting\":\"waiting for the agent\"")
                + "]"));
    assertThat(CliRun.inPipe(node, "operation show " + ID).out())
        .contains("State:     running, 33 % of its steps\n")
        .contains("Retry of:  r0\n")
        .contains("attempt 2 failed: no space; the next at 2026-11-22 10:00:09Z\n")
        .contains("RUNNING  -     waiting for the agent\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "watch", "cancel", "retry"})
  void idsThatAreNoneAreNotSent(String command) {
    CliRun run = CliRun.inPipe(node, "operation " + command + " ../volumes");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("'../volumes' is no operation's id");
    assertThat(node.received()).isEmpty();
  }

  @Test
  void anOperationThatIsNotKnownIsAnError() {
    node.answer(RECORD, 404, Wire.error("operation not found"));
    assertThat(CliRun.inPipe(node, "operation watch " + ID))
        .isEqualTo(new CliRun(1, "", "operation not found\n"));
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED,0", "FAILED,1", "ROLLED_BACK,4", "CANCELLED,4", "PARTLY_ROLLED_BACK,5"})
  void watchEndsAsTheOperationEnded(String outcome, int code) {
    node.answer(RECORD, 200, Wire.operation("ACCEPTED", "", ""))
        .answer(RECORD, 200, Wire.operation("ENDED", outcome, ""));
    assertThat(CliRun.inPipe(node, "operation watch " + ID).code()).isEqualTo(code);
  }

  @Test
  void cancelIsDoneWhenTheOperationEndedAsCancelled() {
    node.answer("POST /v1/operations/" + ID + "/cancel", 202, Wire.operation("ACCEPTED", "", ""))
        .answer(RECORD, 200, Wire.operation("UNDOING", "", ""))
        .answer(RECORD, 200, Wire.operation("ENDED", "CANCELLED", ""));
    assertThat(CliRun.inPipe(node, "operation cancel " + ID))
        .isEqualTo(
            new CliRun(
                0, "operation cancel: " + ID + ": success: what it had done is undone\n", ""));
  }

  @Test
  void cancelThatCameTooLateSaysSo() {
    node.answer("POST /v1/operations/" + ID + "/cancel", 202, Wire.operation("ACCEPTED", "", ""))
        .answer(RECORD, 200, Wire.operation("ENDED", "SUCCEEDED", ""));
    CliRun late = CliRun.inPipe(node, "operation cancel " + ID);
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).contains("it had been committed already and has succeeded");
  }

  @Test
  void cancelThatIsRefusedGivesTheReason() {
    node.answer(
            "POST /v1/operations/" + ID + "/cancel",
            409,
            Wire.error("the operation is committed"),
            "X-Bricklayer-Operation",
            ID)
        .answer(RECORD, 200, Wire.operation("ENDED", "ROLLED_BACK", ""));
    CliRun run = CliRun.inPipe(node, "operation cancel " + ID);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("the operation is committed");
  }

  @Test
  void retryFollowsTheNewOperation() {
    node.answer(
            "POST /v1/operations/" + P2 + "/retry",
            202,
            Wire.operation("ACCEPTED", "", ""),
            "Location",
            "/v1/operations/" + ID)
        .answer(RECORD, 200, Wire.operation("ENDED", "SUCCEEDED", ""));
    assertThat(CliRun.inPipe(node, "operation retry " + P2))
        .isEqualTo(new CliRun(0, "operation retry: " + P2 + ": success\n", ""));
  }
}
