package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;

/**
 * Looks at an operation until it has ended. A node that does not answer meanwhile is asked again:
 * the operation does not depend on it.
 */
final class Follower {
  private static final int FIRST_MILLIS = 20;
  private static final int LONGEST_MILLIS = 500;

  private final Session session;
  private final StepLog log;

  /**
   * @param live whether its steps are shown
   */
  Follower(Session session, boolean live) {
    this.session = session;
    this.log = live ? new StepLog(session) : StepLog.silent(session);
  }

  /**
   * The operation's record when it has ended, or when {@code deadline} has come.
   *
   * @param deadline by {@link System#nanoTime()}
   * @throws AnswerException if the server does not know the operation
   * @throws NoAnswerException if no node answered until the deadline
   */
  JsonObject follow(String id, long deadline) {
    int pause = FIRST_MILLIS;
    while (true) {
      JsonObject operation = look(id, deadline);
      log.show(operation);
      boolean late = System.nanoTime() - deadline >= 0;
      if (operation.text("state").equals("ENDED") || late) {
        log.end();
        return operation;
      }
      sleep(pause);
      pause = Math.min(LONGEST_MILLIS, pause + pause / 2);
    }
  }

  private JsonObject look(String id, long deadline) {
    while (true) {
      try {
        return session.readObject(Request.get("/v1/operations/" + id));
      } catch (NoAnswerException gone) {
        if (System.nanoTime() - deadline >= 0) {
          log.end();
          throw gone;
        }
        log.waiting(gone.sentence());
        sleep(LONGEST_MILLIS);
      }
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the operation", stop);
    }
  }
}
