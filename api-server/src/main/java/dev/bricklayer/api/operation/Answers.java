package dev.bricklayer.api.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.config.operation.Operation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;

/**
 * The answer to a changing request: the synchronous one when its operation ended in time, else 202
 * and where to look.
 */
public final class Answers {
  /** On every answer of a changing request. */
  public static final String OPERATION = "X-Bricklayer-Operation";

  private Answers() {}

  /**
   * What a change would do, without its doing it.
   *
   * @param plan with all ids that it would mint
   * @param steps the steps of a change are its workflow's; none are told beforehand
   */
  public record Rehearsal(
      @JsonProperty("dry-run") boolean dryRun,
      String kind,
      String summary,
      String entity,
      Object plan,
      List<String> steps) {}

  /** Runs the change, or tells it to a caller who only wants to know. */
  public static Response to(
      Submission submission,
      Caller caller,
      Operations operations,
      Function<Operation, Response.ResponseBuilder> whenDone) {
    if (caller.dryRun()) {
      return Response.ok(
              new Rehearsal(
                  /* dryRun= */ true,
                  submission.kind().workflow(),
                  submission.summary(),
                  submission.entity(),
                  submission.plan(),
                  List.of()))
          .build();
    }
    return of(operations.run(submission, caller), whenDone);
  }

  private static Response of(
      Operation operation, Function<Operation, Response.ResponseBuilder> whenDone) {
    Response.ResponseBuilder answer =
        operation.open()
            ? Response.status(Response.Status.ACCEPTED)
                .header("Location", "/v1/operations/" + operation.id())
                .entity(OperationInfo.of(operation, ""))
            : whenDone.apply(operation);
    return answer
        .header(OPERATION, operation.id().toString())
        .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
        .build();
  }
}
