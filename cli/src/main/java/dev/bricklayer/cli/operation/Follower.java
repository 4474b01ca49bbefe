package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;

/**
 * Looks at an operation until it has ended. A node that does not answer meanwhile, or cannot just
 * now, is asked again: the operation does not depend on it.
 */
final class Follower {
  private static final int FIRST_MILLIS = 20;
  private static final int LONGEST_MILLIS = 500;

  private final Session session;
  private final StepLog log;
  private final long unknownUntil;

  /**
   * @param live whether its steps are shown
   * @param graceMillis how long "not found" may be the answer of a node that has not heard of the
   *     operation yet
   */
  Follower(Session session, boolean live, int graceMillis) {
    this.session = session;
    this.log = live ? new StepLog(session) : StepLog.silent(session);
    this.unknownUntil = System.nanoTime() + graceMillis * 1_000_000L;
  }

  /**
   * The operation's record when it has ended, or when {@code deadline} has come.
   *
   * @param deadline by {@link System#nanoTime()}
   * @throws AnswerException if the server does not know the operation, or will not show it
   * @throws NoAnswerException if no node answered until the deadline
   */
  JsonObject follow(String id, long deadline) {
    try {
      int pause = FIRST_MILLIS;
      while (true) {
        JsonObject operation = look(id, deadline);
        log.show(operation);
        if (operation.text("state").equals("ENDED") || past(deadline)) {
          return operation;
        }
        sleep(pause);
        pause = Math.min(LONGEST_MILLIS, pause + pause / 2);
      }
    } finally {
      log.end();
    }
  }

  private JsonObject look(String id, long deadline) {
    while (true) {
      try {
        Answer answer =
            session.api().send(Request.get("/v1/operations/" + id), session.readMillis());
        if (answer.ok()) {
          return answer.object();
        }
        if (!passing(answer.status()) || past(deadline)) {
          throw new AnswerException(answer);
        }
        log.waiting("the node cannot tell just now (HTTP status " + answer.status() + ")");
      } catch (NoAnswerException gone) {
        if (past(deadline)) {
          throw gone;
        }
        log.waiting(gone.sentence());
      }
      sleep(LONGEST_MILLIS);
    }
  }

  /** Whether another answer may be had later. */
  private boolean passing(int status) {
    return status >= 500 || status == 429 || (status == 404 && !past(unknownUntil));
  }

  private static boolean past(long moment) {
    return System.nanoTime() - moment >= 0;
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
