package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonWriter;
import dev.bricklayer.cli.naming.PeerNames;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.function.UnaryOperator;

/** Every way in which a changing command ends: what it prints and its exit status. */
class Ending {
  private final Session session;
  private final String command;
  private final String success;

  /**
   * @param command for messages: {@code volume create: v1}
   * @param success what is printed after "success", or ""
   */
  Ending(Session session, String command, String success) {
    this.session = session;
    this.command = command;
    this.success = success;
  }

  /** The operation that the command followed to its end, or as long as it might. */
  int of(JsonObject operation) {
    int code = Outcomes.exitCode(operation);
    if (code == ExitCode.DONE) {
      return succeeded(operation);
    }
    if (session.settings().json()) {
      session.printJson(operation);
    }
    if (code == ExitCode.RUNNING) {
      String waited = "still running after " + session.changeMillis() / 1000 + " s";
      return running(operation.text("id"), waited);
    }
    UnaryOperator<String> peers = new PeerNames(session)::nameAndId;
    ErrorReport report = new ErrorReport(command, Outcomes.error(operation), peers);
    Outcomes.describe(report.operation(operation.text("id")), operation, peers);
    session.terminal().warn(report.text());
    return code;
  }

  /** All went well. */
  int succeeded(JsonObject answer) {
    if (session.settings().json()) {
      return session.printJson(answer);
    }
    session
        .terminal()
        .print(command + ": success" + (success.isEmpty() ? "" : ": " + success) + "\n");
    return ExitCode.DONE;
  }

  /** The user wished to wait no longer than for this. */
  int accepted(Answer answer) {
    if (session.settings().json()) {
      return session.printJson(answer.object());
    }
    session.terminal().print(command + ": accepted as operation " + answer.operation() + "\n");
    return ExitCode.DONE;
  }

  /** The request was answered with an error; the operation may have been undone for it. */
  int refused(Answer answer) {
    JsonObject operation = Outcomes.lookUp(session, answer.operation());
    UnaryOperator<String> peers = new PeerNames(session)::nameAndId;
    ErrorReport report = new ErrorReport(command, answer, peers);
    report.operation(answer.operation());
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

  /** No node answered the request. */
  int unanswered(NoAnswerException none) {
    Terminal terminal = session.terminal();
    if (!none.sent()) {
      terminal.warn(command + ": failed: " + none.sentence() + "\n");
      return ExitCode.FAILED;
    }
    terminal.warn(
        command
            + ": "
            + none.sentence()
            + "\n  whether the request was accepted is not known; if it was, it goes on"
            + "  (glustercli operation list)\n");
    return ExitCode.RUNNING;
  }

  /** The command leaves an operation that goes on. */
  int running(String id, String why) {
    session
        .terminal()
        .warn(
            command
                + ": "
                + why
                + "; it goes on as operation "
                + id
                + "\n  glustercli operation watch "
                + id
                + "\n");
    return ExitCode.RUNNING;
  }

  /** It failed, for a reason of this command alone. */
  int failed(String why) {
    session.terminal().warn(command + ": failed: " + why + "\n");
    return ExitCode.FAILED;
  }
}
