package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CancelAndRetryTest {
  private static final OperationError FAULT =
      new OperationError(ErrorCode.BRICK_UNUSABLE, "brick path is no good", Map.of());

  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  private RestClient.Answer create(String name, String... headers) {
    return client.post("/v1/volumes", node.json(RestNode.replica(name)), headers);
  }

  private String running(String name) {
    node.engine().neverEnds();
    return create(name, "Prefer", "respond-async").expect(202).json().at("/id").asText();
  }

  private RestClient.Answer cancel(String id, String... headers) {
    return client.post("/v1/operations/" + id + "/cancel", null, headers);
  }

  private RestClient.Answer retry(String id, String... headers) {
    return client.post("/v1/operations/" + id + "/retry", "", headers);
  }

  @Test
  void aCancelledOperationIsShownWithItsEnd() {
    String id = running("v");
    node.engine()
        .onCancel(
            operation -> {
              node.engine().end(operation, List.of(), Outcome.CANCELLED, null);
              return EngineAccess.Cancellation.IN_TIME;
            });
    RestClient.Answer answer = cancel(id).expect(200);
    assertThat(answer.json().at("/outcome").asText()).isEqualTo("CANCELLED");
    assertThat(answer.header("X-Bricklayer-Operation")).isEqualTo(id);
    RestClient.Answer again = cancel(id).refused(409, "has ended already");
    assertThat(again.field("outcome")).isEqualTo("CANCELLED");
  }

  @Test
  void aRollBackThatTakesLongIsAnsweredWith202() {
    String id = running("v");
    node.engine().onCancel(operation -> EngineAccess.Cancellation.IN_TIME);
    assertThat(cancel(id).expect(202).header("Location")).isEqualTo("/v1/operations/" + id);
    cancel(id, "Prefer", "respond-async").expect(202);
  }

  @Test
  void pastTheCommitItIsRefused() {
    String id = running("v");
    node.engine().onCancel(operation -> EngineAccess.Cancellation.TOO_LATE);
    cancel(id).refused(409, "the operation is committed and goes on to its goal");
    Operation running = node.engine().started().get(0);
    node.put(node.keys().operation(running.id()), running.withState(OperationState.COMMITTED, 0));
    node.engine()
        .onCancel(
            operation -> {
              throw new AssertionError("the record says enough");
            });
    cancel(id).refused(409, "the operation is committed");
    node.put(node.keys().operation(running.id()), running.withState(OperationState.UNDOING, 0));
    cancel(id, "Prefer", "respond-async").expect(202);
  }

  @Test
  void oneThatCameToItsGoalMeanwhileIsNotSaidToBeCancelled() {
    String id = running("v");
    node.engine()
        .onCancel(
            operation -> {
              node.engine().end(operation, List.of(), Outcome.SUCCEEDED, null);
              return EngineAccess.Cancellation.NOT_RUNNING;
            });
    RestClient.Answer answer =
        cancel(id, "Prefer", "respond-async").refused(409, "has ended already");
    assertThat(answer.field("outcome")).isEqualTo("SUCCEEDED");
  }

  @Test
  void oneThatNobodyRunsIsStartedToBeUndone() {
    String id = running("v");
    cancel(id).refused(503, "waits for its workflow to be started");
    assertThat(node.engine().started()).hasSize(2);
    assertThat(node.engine().started().get(1).id()).isEqualTo(UUID.fromString(id));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    cancel(UUID.randomUUID().toString()).refused(404, "operation not found");
    retry("x").refused(404, "operation not found");
  }

  @Test
  void aFailedRequestIsDoneAgainWithNewIds() {
    node.engine().fails(FAULT);
    String failed = create("v").expect(400).field("operation-id");
    JsonNode before = plan(node.engine().started().get(0));
    node.engine().succeeds();
    RestClient.Answer answer = retry(failed, "Idempotency-Key", "again").expect(201);
    assertThat(answer.json().at("/name").asText()).isEqualTo("v");
    assertThat(answer.header("Location")).isEqualTo("/v1/volumes/v");
    String id = answer.header("X-Bricklayer-Operation");
    assertThat(id).isNotEqualTo(failed);
    JsonNode plan = plan(node.engine().started().get(1));
    assertThat(plan.at("/volumeId")).isNotEqualTo(before.at("/volumeId"));
    assertThat(plan.at("/bricks/0/id")).isNotEqualTo(before.at("/bricks/0/id"));
    assertThat(client.get("/v1/operations/" + id).json().at("/retry-of").asText())
        .isEqualTo(failed);
    retry(failed, "Idempotency-Key", "again").expect(201);
    assertThat(node.engine().started()).hasSize(2);
    retry(failed).refused(400, "volume already exists");
    retry(id).refused(409, "the operation has succeeded");
  }

  private static JsonNode plan(Operation operation) {
    return Objects.requireNonNull(operation.plan()).get("plan");
  }

  @Test
  void aRetryIsCheckedLikeTheFirstRequest() {
    node.volume("v");
    node.engine().fails(FAULT);
    String failed = client.post("/v1/volumes/v/start", "").expect(400).field("operation-id");
    node.engine().succeeds();
    client.delete("/v1/volumes/v").expect(204);
    retry(failed).refused(404, "volume not found");
    client.post("/v1/operations/" + failed + "/retry?dry-run=true", "").expect(404);
  }

  @Test
  void aRunningOneIsNotRetried() {
    retry(running("v")).refused(409, "has not ended");
  }

  @Test
  void theEndedRecordHoldsNoSecret() {
    node.engine().fails(FAULT);
    String failed = create("v").expect(400).field("operation-id");
    String record = node.everything().get(node.keys().operation(UUID.fromString(failed)));
    assertThat(record).contains("/v1/volumes").doesNotContain("password");
  }
}
