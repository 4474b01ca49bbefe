package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;

/** {@code operation cancel ID}: what it has done is undone; refused once it has committed. */
public record CancelOperation(String id) implements Action {

  @Override
  public int run(Session session) {
    String full = OperationPath.full(session, id);
    Request request = Request.post("/v1/operations/" + full + "/cancel", null);
    String command = "operation cancel: " + full;
    return new Change(session, command, new Cancelled(session, command), full).run(request);
  }

  /** That the operation is undone is what was asked for. */
  private static final class Cancelled extends Ending {
    Cancelled(Session session, String command) {
      super(session, command, "what it had done is undone");
    }

    /** How the operation itself ended is not the end of this command. */
    @Override
    int refused(Answer answer) {
      super.refused(answer);
      return ExitCode.FAILED;
    }

    @Override
    int of(JsonObject operation) {
      return switch (Outcomes.exitCode(operation)) {
        case ExitCode.ROLLED_BACK -> succeeded(operation);
        case ExitCode.DONE -> failed("it had been committed already and has succeeded");
        default -> super.of(operation);
      };
    }
  }
}
