package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.json.JsonObject;

/** {@code operation watch ID}: its steps as they go, then its end. */
public record WatchOperation(String id) implements Action {

  @Override
  public int run(Session session) {
    String checked = OperationPath.checked(id);
    try (Detach detach = Detach.onInterrupt(session.terminal())) {
      detach.follows(checked);
      long deadline =
          session.settings().timeoutSeconds() > 0
              ? System.nanoTime() + session.changeMillis() * 1_000_000L
              : System.nanoTime() + Long.MAX_VALUE / 2;
      JsonObject operation = new Follower(session, session.live()).follow(checked, deadline);
      return new Change(session, "operation " + id, operation.text("summary")).ended(operation);
    }
  }
}
