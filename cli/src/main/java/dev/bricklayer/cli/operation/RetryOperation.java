package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;

/** {@code operation retry ID}: a failed operation's request once more, as a new operation. */
public record RetryOperation(String id) implements Action {

  @Override
  public int run(Session session) {
    Request request = Request.post(OperationPath.of(session, id, "/retry"), null);
    return new Change(session, "operation retry: " + id, "").run(request);
  }
}
