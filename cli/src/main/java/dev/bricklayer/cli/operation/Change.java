package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;

/**
 * A request that changes the cluster, and how the command stays with the operation that it becomes.
 *
 * <p>In a pipe the request itself waits for the end. On a terminal it is answered at once and the
 * operation's steps are shown as they go. Either way the operation does not depend on the command:
 * leaving never cancels it.
 */
public final class Change {
  private static final int UNKNOWN_MILLIS = 5_000;

  private final Session session;
  private final String command;
  private final Ending ending;
  private final String cancelled;

  /**
   * @param command for messages: {@code volume create: v1}
   * @param success what is printed after "success", or ""
   */
  public Change(Session session, String command, String success) {
    this(session, command, new Ending(session, command, success), "");
  }

  /**
   * @param cancelled the operation to follow instead of the one that the request becomes, or ""
   */
  Change(Session session, String command, Ending ending, String cancelled) {
    this.session = session;
    this.command = command;
    this.ending = ending;
    this.cancelled = cancelled;
  }

  /**
   * Sends the request and stays until the operation ended, or as long as the user wishes.
   *
   * @return the exit status
   */
  public int run(Request request) {
    if (session.settings().dryRun()) {
      return DryRun.print(session, command, request);
    }
    Request sent = request.header("Idempotency-Key", IdempotencyKey.random());
    if (session.live() || session.settings().noWait()) {
      sent = sent.header("Prefer", "respond-async");
    }
    long deadline = System.nanoTime() + session.changeMillis() * 1_000_000L;
    try (Detach detach = Detach.onInterrupt(session.terminal())) {
      Answer answer = send(sent, deadline);
      String id = cancelled.isEmpty() ? answer.operation() : cancelled;
      detach.follows(id);
      return answered(answer, id, deadline);
    } catch (NoAnswerException none) {
      return ending.unanswered(none);
    }
  }

  /** Sends it, again after a rest when the cluster has too much to do just now. */
  private Answer send(Request request, long deadline) {
    StepLog log = session.live() ? new StepLog(session) : StepLog.silent(session);
    log.waiting("sending the request");
    try {
      while (true) {
        Answer answer = session.api().send(request, session.changeMillis());
        long rest = restMillis(answer);
        if (answer.status() != 429 || System.nanoTime() + rest * 1_000_000L >= deadline) {
          return answer;
        }
        log.waiting("the cluster has too much to do just now; trying again");
        Thread.sleep(rest);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the cluster", stop);
    } finally {
      log.end();
    }
  }

  private static long restMillis(Answer answer) {
    String seconds = answer.header("retry-after");
    return seconds.length() == 1 && seconds.charAt(0) > '0' && seconds.charAt(0) <= '9'
        ? (seconds.charAt(0) - '0') * 1_000L
        : 2_000L;
  }

  private int answered(Answer answer, String id, long deadline) {
    boolean accepted = answer.status() == 202;
    if (!answer.ok()) {
      return ending.refused(answer);
    }
    if (accepted && session.settings().noWait()) {
      return ending.accepted(answer);
    }
    if (cancelled.isEmpty() && (!accepted || id.isEmpty())) {
      return ending.succeeded(answer.object());
    }
    try {
      Follower follower = new Follower(session, session.live(), UNKNOWN_MILLIS);
      return ending.of(follower.follow(id, deadline));
    } catch (NoAnswerException none) {
      return ending.running(id, none.sentence());
    } catch (AnswerException unknown) {
      int status = unknown.answer().status();
      return ending.running(id, "the node does not show it (HTTP status " + status + ")");
    }
  }
}
