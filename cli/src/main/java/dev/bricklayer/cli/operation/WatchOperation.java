package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.json.JsonObject;

/** {@code operation watch ID}: its steps as they go, then its end. */
public record WatchOperation(String id) implements Action {

  @Override
  public int run(Session session) {
    String full = OperationPath.full(session, id);
    try (Detach detach = Detach.onInterrupt(session.terminal())) {
      detach.follows(full);
      boolean bounded = session.settings().timeoutSeconds() > 0;
      long nanos = bounded ? session.changeMillis() * 1_000_000L : Long.MAX_VALUE / 2;
      Follower follower = new Follower(session, session.live(), 0);
      JsonObject operation = follower.follow(full, System.nanoTime() + nanos);
      return new Ending(session, "operation " + full, operation.text("summary")).of(operation);
    }
  }
}
