package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonWriter;
import dev.bricklayer.cli.peer.PeerNames;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.function.UnaryOperator;

/**
 * A request that changes the cluster, and how the command stays with the operation that it becomes.
 *
 * <p>In a pipe the request itself waits for the end. On a terminal it is answered at once and the
 * operation's steps are shown as they go. Either way the operation does not depend on the command:
 * leaving never cancels it.
 */
public final class Change {
  private final Session session;
  private final String command;
  private final String success;
  private final String cancelled;

  /**
   * @param command for messages: {@code volume create: v1}
   * @param success what is printed after "success", or ""
   */
  public Change(Session session, String command, String success) {
    this(session, command, success, "");
  }

  private Change(Session session, String command, String success, String cancelled) {
    this.session = session;
    this.command = command;
    this.success = success;
    this.cancelled = cancelled;
  }

  /** The cancelling of an operation: done when that has ended as cancelled. */
  static Change cancelling(Session session, String id) {
    return new Change(session, "operation cancel: " + id, "what it had done is undone", id);
  }

  /** Sends the request and stays until the operation ended, or as long as the user wishes. */
  public int run(Request request) {
    if (session.settings().dryRun()) {
      return DryRun.print(session, command, request);
    }
    boolean live = session.live();
    Request sent = request.header("Idempotency-Key", IdempotencyKey.random());
    if (live || session.settings().noWait()) {
      sent = sent.header("Prefer", "respond-async");
    }
    try (Detach detach = Detach.onInterrupt(session.terminal())) {
      long deadline = System.nanoTime() + session.changeMillis() * 1_000_000L;
      Answer answer = session.api().send(sent, session.changeMillis());
      detach.follows(answer.operation());
      if (!answer.ok()) {
        return failed(answer);
      }
      if (session.settings().noWait() && answer.status() == 202) {
        return accepted(answer);
      }
      if (answer.status() != 202 && cancelled.isEmpty()) {
        return done(answer);
      }
      String id = cancelled.isEmpty() ? answer.operation() : cancelled;
      JsonObject operation = new Follower(session, live).follow(id, deadline);
      return cancelled.isEmpty() ? ended(operation) : cancelled(operation);
    } catch (NoAnswerException unknown) {
      return unanswered(unknown);
    }
  }

  private int done(Answer answer) {
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    success();
    return ExitCode.DONE;
  }

  private void success() {
    session
        .terminal()
        .print(command + ": success" + (success.isEmpty() ? "" : ": " + success) + "\n");
  }

  private int accepted(Answer answer) {
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    session.terminal().print(command + ": accepted as operation " + answer.operation() + "\n");
    return ExitCode.DONE;
  }

  /** An operation that the command followed to its end, or as long as it might. */
  int ended(JsonObject operation) {
    int code = Outcomes.exitCode(operation);
    if (session.settings().json()) {
      session.printJson(operation);
    }
    String id = operation.text("id");
    if (code == ExitCode.DONE) {
      if (!session.settings().json()) {
        success();
      }
    } else if (code == ExitCode.RUNNING) {
      session.terminal().warn(Outcomes.stillRunning(command, id, session.changeMillis()));
    } else {
      UnaryOperator<String> peers = peers();
      ErrorReport report = new ErrorReport(command, Outcomes.error(operation), peers);
      Outcomes.describe(report.operation("operation", id), operation, peers);
      session.terminal().warn(report.text());
    }
    return code;
  }

  /** The cancelled operation: that it is undone is what was asked for. */
  private int cancelled(JsonObject operation) {
    boolean ended = operation.text("state").equals("ENDED");
    if (ended && operation.text("outcome").equals("SUCCEEDED")) {
      session
          .terminal()
          .warn(command + ": failed: it had been committed already and has succeeded\n");
      return ExitCode.FAILED;
    }
    int code = ended ? Outcomes.exitCode(operation) : ExitCode.RUNNING;
    if (code != ExitCode.ROLLED_BACK) {
      return ended(operation);
    }
    if (session.settings().json()) {
      return session.printJson(operation);
    }
    success();
    return ExitCode.DONE;
  }

  private int failed(Answer answer) {
    JsonObject operation = Outcomes.lookUp(session, answer.operation());
    UnaryOperator<String> peers = peers();
    ErrorReport report = new ErrorReport(command, answer, peers);
    report.operation("operation", answer.operation());
    Outcomes.describe(report, operation, peers);
    if (session.settings().verbose()) {
      report.ids(answer);
    }
    if (session.settings().json()) {
      session.terminal().print(JsonWriter.indented(answer.object()));
    }
    session.terminal().warn(report.text());
    int code = Outcomes.exitCode(operation);
    return code == ExitCode.DONE || code == ExitCode.RUNNING ? ExitCode.FAILED : code;
  }

  private UnaryOperator<String> peers() {
    return new PeerNames(session)::nameAndId;
  }

  private int unanswered(NoAnswerException unknown) {
    Terminal terminal = session.terminal();
    if (!unknown.sent()) {
      terminal.warn(command + ": failed: " + unknown.sentence() + "\n");
      return ExitCode.FAILED;
    }
    terminal.warn(
        command
            + ": "
            + unknown.sentence()
            + "\n  whether the request was accepted is not known; if it was, it goes on"
            + "  (glustercli operation list)\n");
    return ExitCode.RUNNING;
  }
}
