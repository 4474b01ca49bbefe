package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IdempotencyTest {
  private final RestNode node = new RestNode();
  private final RestClient client = node.client();

  @AfterEach
  void close() {
    node.close();
  }

  private RestClient.Answer create(String name, String... headers) {
    return client.post("/v1/volumes", node.json(RestNode.replica(name)), headers);
  }

  @Test
  void theSameRequestIsDoneOnceAndAnsweredTwice() {
    RestClient.Answer first = create("v", "Idempotency-Key", "k1").expect(201);
    RestClient.Answer second = create("v", "Idempotency-Key", "k1").expect(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Location")).isEqualTo("/v1/volumes/v");
    assertThat(second.header("X-Bricklayer-Operation"))
        .isEqualTo(first.header("X-Bricklayer-Operation"));
    assertThat(node.engine().started()).hasSize(1);
    create("v", "Idempotency-Key", "k2").refused(400, "volume already exists");
  }

  @Test
  void whatTheRequestMadeMayBeGoneWhenItIsRepeated() {
    create("v", "Idempotency-Key", "k").expect(201);
    client.delete("/v1/volumes/v", "Idempotency-Key", "d").expect(204);
    RestClient.Answer again = create("v", "Idempotency-Key", "k").expect(201);
    assertThat(again.json().at("/kind").asText()).isEqualTo("CreateVolume");
    client.delete("/v1/volumes/v", "Idempotency-Key", "d").expect(204);
    assertThat(node.engine().started()).hasSize(2);
  }

  @Test
  void aKeyBelongsToOneMethodPathAndBody() {
    String operation = create("v", "Idempotency-Key", "k").header("X-Bricklayer-Operation");
    RestClient.Answer other = create("w", "Idempotency-Key", "k");
    other.refused(422, "the Idempotency-Key was used for another request");
    assertThat(other.field("operation-id")).isEqualTo(operation);
    client.post("/v1/volumes/v/start", "", "Idempotency-Key", "k").expect(422);
    client.post("/v1/peers", node.json(RestNode.replica("v")), "Idempotency-Key", "k").expect(422);
    client
        .post("/v1/operations/" + operation + "/cancel", null, "Idempotency-Key", "k")
        .expect(422);
    assertThat(node.engine().started()).hasSize(1);
  }

  @Test
  void aFailureIsTheAnswerAgain() {
    node.engine()
        .fails(new OperationError(ErrorCode.BRICK_UNUSABLE, "brick path is no good", Map.of()));
    RestClient.Answer first = create("v", "Idempotency-Key", "k").refused(400, "is no good");
    RestClient.Answer second = create("v", "Idempotency-Key", "k").refused(400, "is no good");
    assertThat(second.field("operation-id")).isEqualTo(first.field("operation-id"));
    assertThat(node.engine().started()).hasSize(1);
  }

  @Test
  void whileItRunsTheSameOperationIsTheAnswer() {
    node.engine().neverEnds();
    RestClient.Answer first =
        create("v", "Idempotency-Key", "k", "Prefer", "respond-async").expect(202);
    RestClient.Answer second =
        create("v", "Idempotency-Key", "k", "Prefer", "respond-async").expect(202);
    assertThat(second.json().at("/id")).isEqualTo(first.json().at("/id"));
    create("v", "Idempotency-Key", "k").expect(202);
    assertThat(node.engine().started()).hasSize(1);
  }

  @Test
  void aRefusedRequestUsesNoKey() {
    var before = node.everything();
    client.post("/v1/volumes", "{}", "Idempotency-Key", "k").expect(400);
    node.engine().isLocked();
    create("v", "Idempotency-Key", "k", "Prefer", "wait=0").expect(409);
    assertThat(node.everything()).isEqualTo(before);
  }

  @Test
  void twinsThatComeAtOnceAreOneOperation() {
    List<CompletableFuture<RestClient.Answer>> twins =
        IntStream.range(0, 6)
            .mapToObj(
                each ->
                    CompletableFuture.supplyAsync(() -> create("v", "Idempotency-Key", "twins")))
            .toList();
    List<String> operations =
        twins.stream()
            .map(twin -> twin.join().expect(201).header("X-Bricklayer-Operation"))
            .distinct()
            .toList();
    assertThat(operations).hasSize(1);
    assertThat(node.engine().started()).hasSize(1);
  }

  @Test
  void aKeyThatIsNoneIsNamed() {
    create("v", "Idempotency-Key", "two words").refused(400, "the header Idempotency-Key");
    create("v", "Idempotency-Key", "x".repeat(256)).refused(400, "1 to 255 printable");
    assertThat(node.engine().started()).isEmpty();
  }

  @Test
  void aDryRunUsesNoKey() {
    var before = node.everything();
    client
        .post("/v1/volumes?dry-run=true", node.json(RestNode.replica("v")), "Idempotency-Key", "k")
        .expect(200);
    assertThat(node.everything()).isEqualTo(before);
    create("v", "Idempotency-Key", "k").expect(201);
  }

  @Test
  void aRepeatedCancelIsNoFailure() {
    node.engine().neverEnds();
    String id = create("v", "Prefer", "respond-async").json().at("/id").asText();
    node.engine()
        .onCancel(
            operation -> {
              node.engine().end(operation, List.of(), Outcome.CANCELLED, null);
              return EngineAccess.Cancellation.IN_TIME;
            });
    String path = "/v1/operations/" + id + "/cancel";
    client.post(path, null, "Idempotency-Key", "c").expect(200);
    client.post(path, null, "Idempotency-Key", "c").expect(200);
    client.post(path, null).refused(409, "has ended already");
  }
}
