package dev.bricklayer.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operations of a real node: the real engine, the real store, a process that is killed. */
@Timeout(400)
final class OperationsIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  /** A brick's program that takes its time, so that there is something to watch and to cancel. */
  private String slowBricks() throws Exception {
    Path program = folder.resolve("slow-glusterfsd");
    Files.writeString(
        program,
        """
        #!/bin/sh
        case "$*" in *--print-xlatordir*|*--version*) exec glusterfsd "$@";; esac
        exec sleep 30
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return "glusterfs: {glusterfsd: " + program + "}\n";
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return MAPPER.readTree(answer.body());
  }

  private static String operation(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Bricklayer-Operation").orElseThrow();
  }

  private static JsonNode show(RealNode node, String id) throws Exception {
    HttpResponse<String> answer = Http.get(node.url("/v1/operations/" + id));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  @Test
  void aKeyHoldsAcrossKillAndRestartAndAFailedRequestIsRetried() throws Exception {
    Path brick = folder.resolve("bricks").resolve("v");
    try (RealNode node = RealNode.start(folder, "")) {
      String body = node.volumeOf("v", brick, /* createDir= */ false);
      HttpResponse<String> refused =
          Http.send("POST", node.url("/v1/volumes"), body, "Idempotency-Key", "first");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
      assertThat(refused.body()).contains("brick path does not exist");
      String failed = operation(refused);

      HttpResponse<String> rehearsed =
          Http.send("POST", node.url("/v1/volumes?dry-run=true"), body);
      assertThat(json(rehearsed).at("/would-succeed").asBoolean()).isFalse();
      assertThat(json(rehearsed).at("/steps/1/refusals/0/message").asText())
          .contains("brick path does not exist");

      Files.createDirectories(brick);
      rehearsed = Http.send("POST", node.url("/v1/volumes?dry-run=true"), body);
      assertThat(json(rehearsed).at("/would-succeed").asBoolean()).as(rehearsed.body()).isTrue();
      assertThat(brick).isEmptyDirectory();

      HttpResponse<String> again =
          Http.send(
              "POST",
              node.url("/v1/operations/" + failed + "/retry"),
              "",
              "Idempotency-Key",
              "retry");
      assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
      String created = operation(again);
      node.killAndRestart();

      HttpResponse<String> repeated =
          Http.send(
              "POST",
              node.url("/v1/operations/" + failed + "/retry"),
              "",
              "Idempotency-Key",
              "retry");
      assertThat(repeated.statusCode()).as(repeated.body()).isEqualTo(201);
      assertThat(operation(repeated)).isEqualTo(created);
      assertThat(json(repeated).at("/name").asText()).isEqualTo("v");

      refused = Http.send("POST", node.url("/v1/volumes"), body, "Idempotency-Key", "first");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(operation(refused)).isEqualTo(failed);

      HttpResponse<String> other =
          Http.send("POST", node.url("/v1/volumes/v/start"), "", "Idempotency-Key", "first");
      assertThat(other.statusCode()).as(other.body()).isEqualTo(422);
      assertThat(show(node, created).at("/retry-of").asText()).isEqualTo(failed);
      HttpResponse<String> list = Http.get(node.url("/v1/operations?limit=1"));
      assertThat(list.headers().firstValue("X-Total-Count")).hasValue("2");
      node.dropVolume("v");
    }
  }

  @Test
  void aRunningOperationTellsItsStepsAndIsCancelled() throws Exception {
    try (RealNode node = RealNode.start(folder, slowBricks())) {
      HttpResponse<String> made = node.createVolume("v");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      HttpResponse<String> late =
          Http.send("POST", node.url("/v1/operations/" + operation(made) + "/cancel"), "");
      assertThat(late.statusCode()).isEqualTo(409);
      assertThat(late.body()).contains("has ended already");

      HttpResponse<String> started =
          Http.send("POST", node.url("/v1/volumes/v/start"), "", "Prefer", "respond-async");
      assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
      String id = operation(started);
      Eventually.within(
          Duration.ofSeconds(15),
          "the start of the brick runs",
          () -> {
            JsonNode step = show(node, id).at("/steps/1");
            return step.at("/name").asText().equals("start")
                && step.at("/state").asText().equals("RUNNING")
                && step.at("/attempts").asInt() >= 1;
          });
      JsonNode running = show(node, id);
      assertThat(running.at("/percent").asInt()).isEqualTo(33);

      HttpResponse<String> cancelled =
          Http.send("POST", node.url("/v1/operations/" + id + "/cancel"), "");
      assertThat(cancelled.statusCode()).as(cancelled.body()).isIn(200, 202);
      Eventually.within(
          Duration.ofSeconds(120),
          "it is rolled back",
          () -> show(node, id).at("/state").asText().equals("ENDED"));
      JsonNode ended = show(node, id);
      assertThat(ended.at("/outcome").asText()).as(ended.toString()).isEqualTo("CANCELLED");
      assertThat(json(Http.get(node.url("/v1/volumes/v"))).at("/state").asText())
          .isEqualTo("Created");
      HttpResponse<String> stream = Http.get(node.url("/v1/operations/" + id + "/events"));
      assertThat(stream.body()).contains("event: operation").contains("CANCELLED");
      node.dropVolume("v");
    }
  }
}
