package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;

/** {@code operation cancel ID}: what it has done is undone; refused once it has committed. */
public record CancelOperation(String id) implements Action {

  @Override
  public int run(Session session) {
    Request request = Request.post(OperationPath.of(id, "/cancel"), null);
    return Change.cancelling(session, id).run(request);
  }
}
