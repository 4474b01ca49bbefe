package dev.bricklayer.api.operation;

import dev.bricklayer.config.operation.Operation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/**
 * The answer to a changing request: the synchronous one when its operation ended in time, else 202
 * and where to look.
 */
public final class Answers {
  /** On every answer of a changing request. */
  public static final String OPERATION = "X-Bricklayer-Operation";

  private Answers() {}

  public static Response of(
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
