package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.operation.Step;
import dev.bricklayer.config.peer.Agent;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OperationsResourceTest {
  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  private RestClient.Answer create(String name, String... headers) {
    return client.post("/v1/volumes", node.json(RestNode.replica(name)), headers);
  }

  private static void accepted(RestClient.Answer answer) {
    answer.expect(202);
    String id = answer.json().at("/id").asText();
    assertThat(answer.header("Location")).isEqualTo("/v1/operations/" + id);
    assertThat(answer.header("X-Bricklayer-Operation")).isEqualTo(id);
    assertThat(answer.json().at("/state").asText()).isEqualTo("ACCEPTED");
  }

  @Test
  void whoPrefersNotToWaitGets202() {
    try (RestNode patient = new RestNode(Duration.ofHours(1))) {
      patient.engine().neverEnds();
      for (String preference : List.of("respond-async", "wait=3600, Respond-Async")) {
        String body = patient.json(RestNode.replica("v" + preference.length()));
        accepted(patient.client().post("/v1/volumes", body, "Prefer", preference));
      }
    }
  }

  @Test
  void whatTakesLongerThanTheLimitIsAnsweredWith202() {
    node.engine().neverEnds();
    long start = System.nanoTime();
    accepted(create("v"));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(RestNode.SYNC_LIMIT);
  }

  @Test
  void aSecondChangeWaitsAndNamesTheFirst() {
    node.engine().neverEnds();
    String first = create("v", "Prefer", "respond-async").json().at("/id").asText();
    long start = System.nanoTime();
    RestClient.Answer busy = create("v", "Prefer", "wait=1");
    busy.refused(409, "could not obtain lock: another conflicting transaction may be in progress");
    assertThat(busy.field("running-operation")).isEqualTo(first);
    assertThat(busy.field("waited-seconds")).isEqualTo("1");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    create("v", "Prefer", "wait=0").expect(409);
    accepted(create("other", "Prefer", "respond-async"));
  }

  @Test
  void aChangeThatHadToWaitIsCheckedAgain() throws Exception {
    node.engine().succeeds();
    node.volume("v");
    node.engine().neverEnds();
    client.delete("/v1/volumes/v", "Prefer", "respond-async").expect(202);
    Operation delete = node.engine().started().get(1);
    CompletableFuture<RestClient.Answer> start =
        CompletableFuture.supplyAsync(() -> client.post("/v1/volumes/v/start", ""));
    TimeUnit.MILLISECONDS.sleep(300); // so that it waits by now; if not, it passes all the same
    node.remove(node.keys().volume("v"));
    node.engine().end(delete, List.of(), Outcome.SUCCEEDED, null);
    start.get(30, TimeUnit.SECONDS).refused(404, "volume not found");
    assertThat(node.engine().started()).hasSize(2);
  }

  @Test
  void nothingIsRefusedByAStateThatMayBeOld() {
    node.engine().succeeds();
    node.volume("v");
    node.storeIsAway(true);
    client.delete("/v1/volumes/none").refused(503, "");
    create("v").refused(503, "");
    client.post("/v1/volumes", "{\"name\":\"v\"}").expect(400);
    node.storeIsAway(false);
    client.delete("/v1/volumes/none").expect(404);
  }

  @Test
  void whatMayHaveBeenNotedIsNamed() {
    var before = node.everything();
    node.storeIsAway(true);
    RestClient.Answer unknown = create("v");
    unknown.refused(503, "was noted is not known");
    assertThat(UUID.fromString(unknown.field("operation-id"))).isNotNull();
    node.storeIsAway(false);
    assertThat(node.everything()).isEqualTo(before);
  }

  @Test
  void aLockThatOnlyTheEngineKnowsLeavesNoRecord() {
    node.engine().isLocked();
    var before = node.everything();
    create("v", "Prefer", "wait=0").refused(409, "could not obtain lock");
    assertThat(node.everything()).isEqualTo(before);
  }

  @Test
  void aPreferenceThatCannotBeReadIsNamed() {
    var before = node.everything();
    for (String wait : new String[] {"wait=x", "wait=-1", "wait=3601", "wait=", "wait=1.5"}) {
      create("v", "Prefer", wait).refused(400, "the header Prefer: " + wait);
    }
    assertThat(node.everything()).isEqualTo(before);
    create("v", "Prefer", "something=else").expect(201);
  }

  @Test
  void withoutAnEngineNothingIsNoted() {
    var before = node.everything();
    node.engine()
        .isDown(new ClusterException(ErrorCode.UNAVAILABLE, "the workflow engine does not answer"));
    create("v").refused(503, "the workflow engine does not answer");
    node.engine().isDown(new StatusRuntimeException(Status.UNAVAILABLE));
    RestClient.Answer broken = create("v");
    broken.refused(503, "the workflow engine or the configuration store does not answer");
    assertThat(broken.field("error")).isEqualTo("UNAVAILABLE");
    assertThat(node.everything()).isEqualTo(before);
  }

  @Test
  void anEngineThatFallsSilentLeavesAnOperationThatTheAnswerTells() {
    node.engine().isAway();
    RestClient.Answer answer = create("v", "Idempotency-Key", "once").expect(202);
    String id = answer.header("X-Bricklayer-Operation");
    assertThat(answer.header("Location")).isEqualTo("/v1/operations/" + id);
    assertThat(answer.json().at("/state").asText()).isEqualTo("ACCEPTED");
    assertThat(client.get("/v1/operations/" + id).expect(200).json().at("/state").asText())
        .isEqualTo("ACCEPTED");
    RestClient.Answer again = create("v", "Idempotency-Key", "once").expect(202);
    assertThat(again.header("X-Bricklayer-Operation")).isEqualTo(id);
    String other = create("w").expect(202).header("X-Bricklayer-Operation");
    client.get("/v1/operations/" + other).expect(200);
    assertThat(node.engine().started()).hasSize(2);
  }

  @Test
  void whatTheEngineRefusesIsNotNoted() {
    var before = node.everything();
    node.engine().refuses();
    create("v", "Idempotency-Key", "once").refused(500, "the workflow engine refuses");
    assertThat(node.everything()).isEqualTo(before);
  }

  @Test
  void aFailureHasTheOperationsOwnWords() {
    node.engine()
        .fails(
            new OperationError(
                ErrorCode.NODE_UNREACHABLE,
                "node h2 does not answer",
                Map.of("peer-id", RestNode.TWO.toString(), "step", "prepare")));
    RestClient.Answer answer = create("v").refused(500, "node h2 does not answer");
    assertThat(answer.field("step")).isEqualTo("prepare");
    JsonNode shown =
        client.get("/v1/operations/" + answer.field("operation-id")).expect(200).json();
    assertThat(shown.at("/state").asText()).isEqualTo("ENDED");
    assertThat(shown.at("/outcome").asText()).isEqualTo("ROLLED_BACK");
    assertThat(shown.at("/error/message").asText()).isEqualTo("node h2 does not answer");
    RestClient.Answer problem = create("w", "Accept", "application/problem+json").expect(500);
    assertThat(problem.json().at("/instance").asText())
        .isEqualTo("/v1/operations/" + problem.json().at("/operation-id").asText());
  }

  @Test
  void anOperationIsShownWithItsSteps() {
    node.engine().neverEnds();
    Step prepare =
        new Step("prepare", RestNode.TWO, false, Step.State.RUNNING, Instant.EPOCH, null, null);
    Instant next = Instant.parse("2030-01-01T00:00:00Z");
    node.engine()
        .shows(
            new EngineFacts(
                List.of(prepare),
                List.of(
                    new EngineFacts.Pending(
                        "Brick.Prepare", RestNode.TWO, 2, false, "no space", null, next))));
    String id = create("v", "Prefer", "respond-async").json().at("/id").asText();
    RestClient.Answer answer = client.get("/v1/operations/" + id).expect(200);
    assertThat(answer.keys(""))
        .containsExactlyInAnyOrder(
            "id",
            "kind",
            "summary",
            "entity",
            "state",
            "initiator",
            "request-id",
            "accepted-at",
            "percent",
            "steps",
            "debts",
            "workflow-id",
            "history");
    assertThat(answer.keys("/steps/0"))
        .containsExactlyInAnyOrder(
            "name",
            "peer",
            "undo",
            "state",
            "started-at",
            "attempts",
            "last-error",
            "next-attempt-at");
    assertThat(answer.json().at("/steps/0/attempts").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/steps/0/last-error").asText()).isEqualTo("no space");
    assertThat(answer.json().at("/steps/0/next-attempt-at").asText()).isEqualTo(next.toString());
    JsonNode json = answer.json();
    assertThat(json.at("/kind").asText()).isEqualTo("CreateVolume");
    assertThat(json.at("/entity").asText()).isEqualTo("v");
    assertThat(json.at("/initiator").asText()).startsWith("glustercli@");
    assertThat(json.at("/steps/0/started-at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(json.at("/history").asText()).startsWith("http://ui/");
    assertThat(Instant.parse(json.at("/accepted-at").asText())).isBefore(Instant.now());
    assertThat(answer.body()).doesNotContain("password");
    Operation started = node.engine().started().get(0);
    node.engine().end(started, List.of(), Outcome.SUCCEEDED, null);
  }

  @Test
  void aStepThatWaitsForANodeSaysForWhichAndSinceWhen() {
    node.engine().neverEnds();
    Instant since = Instant.parse("2020-01-01T00:00:00Z");
    node.engine()
        .shows(
            new EngineFacts(
                List.of(),
                List.of(
                    new EngineFacts.Pending(
                        "Brick.Prepare", RestNode.TWO, 0, false, null, since, null))));
    String id = create("v", "Prefer", "respond-async").json().at("/id").asText();
    JsonNode step = client.get("/v1/operations/" + id).expect(200).json().at("/steps/0");
    assertThat(step.at("/name").asText()).isEqualTo("Brick.Prepare");
    assertThat(step.at("/waiting").asText())
        .isEqualTo("waiting for the agent on node h2 since " + since);
    node.put(node.keys().agent(RestNode.TWO), new Agent(1, Instant.EPOCH, "1"));
    assertThat(client.get("/v1/operations/" + id).json().at("/steps/0/waiting").asText())
        .isEqualTo("waiting for node h2 to take it since " + since);
  }

  @Test
  void debtsAreShownUntilTheyArePaid() {
    create("v").expect(201);
    UUID id = node.engine().started().get(0).id();
    String key = node.keys().debt(RestNode.TWO, id);
    node.put(key, new Debt(id, RestNode.TWO, List.of("prepare"), Instant.EPOCH));
    JsonNode debt = client.get("/v1/operations/" + id).expect(200).json().at("/debts/0");
    assertThat(debt.at("/peer").asText()).isEqualTo(RestNode.TWO.toString());
    assertThat(debt.at("/steps/0").asText()).isEqualTo("prepare");
    assertThat(client.get("/v1/operations").json().at("/0/debts")).hasSize(1);
  }

  @Test
  void unknownOperationsAreNotFound() {
    client.get("/v1/operations/" + UUID.randomUUID()).refused(404, "operation not found");
    client.get("/v1/operations/x").refused(404, "operation not found");
  }

  @Test
  void theListIsFilteredAndPaged() {
    create("one").expect(201);
    create("two").expect(201);
    client.post("/v1/volumes/one/start", "").expect(200);
    node.engine().neverEnds();
    client.delete("/v1/volumes/two", "Prefer", "respond-async").expect(202);

    assertThat(kinds(""))
        .containsExactly("DeleteVolume", "StartVolume", "CreateVolume", "CreateVolume");
    assertThat(kinds("?volume=one")).containsExactly("StartVolume", "CreateVolume");
    assertThat(kinds("?kind=CreateVolume")).hasSize(2);
    assertThat(kinds("?kind=create_volume&volume=two")).hasSize(1);
    assertThat(kinds("?state=open")).containsExactly("DeleteVolume");
    assertThat(kinds("?state=succeeded")).hasSize(3);
    assertThat(kinds("?state=ENDED")).hasSize(3);
    assertThat(kinds("?initiator=glustercli")).hasSize(4);
    assertThat(kinds("?initiator=nobody")).isEmpty();
    assertThat(kinds("?since=" + Instant.now().plusSeconds(60))).isEmpty();
    assertThat(kinds("?since=2020-01-01T00:00:00Z")).hasSize(4);
    assertThat(kinds("?limit=1")).containsExactly("DeleteVolume");
    assertThat(kinds("?offset=1&limit=2")).containsExactly("StartVolume", "CreateVolume");
    RestClient.Answer page = client.get("/v1/operations?offset=1&limit=2&state=ended");
    assertThat(page.header("X-Total-Count")).isEqualTo("3");
    assertThat(page.header("Link")).isEmpty();
    page = client.get("/v1/operations?limit=2&state=ended");
    assertThat(page.header("X-Total-Count")).isEqualTo("3");
    assertThat(page.header("Link"))
        .isEqualTo("</v1/operations?offset=2&limit=2&state=ended>; rel=\"next\"");
    assertThat(kinds("?limit=2&state=ended&offset=2")).containsExactly("CreateVolume");
    assertThat(kinds("?offset=9")).isEmpty();
    assertThat(kinds("?limit=0")).isEmpty();
    assertThat(kinds("?peer=" + RestNode.TWO)).isEmpty();
    client.get("/v1/operations?since=yesterday").refused(400, "since is not a time");
    client.get("/v1/operations?limit=many").refused(400, "limit");
    client.get("/v1/operations?offset=-1").refused(400, "offset");
  }

  private List<String> kinds(String query) {
    return client.get("/v1/operations" + query).expect(200).json().findValuesAsText("kind");
  }
}
