package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.naming.PeerNames;
import dev.bricklayer.cli.terminal.Figures;
import dev.bricklayer.cli.terminal.Table;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.List;

/** {@code operation show ID}: what it was, its steps, how it ended and what it owes. */
public record ShowOperation(String id) implements Action {
  private static final int LABEL = 11;

  @Override
  public int run(Session session) {
    JsonValue answer = session.read(Request.get(OperationPath.of(session, id, "")));
    if (session.settings().json() || !(answer instanceof JsonObject operation)) {
      return session.printJson(answer);
    }
    PeerNames peers = new PeerNames(session);
    StringBuilder text = new StringBuilder();
    line(text, "Operation", operation.text("id"));
    line(text, "Kind", operation.text("kind"));
    line(text, "Summary", operation.text("summary"));
    String percent = operation.text("percent");
    line(
        text,
        "State",
        Outcomes.word(operation) + (percent.isEmpty() ? "" : ", " + percent + " % of its steps"));
    line(text, "By", operation.text("initiator"));
    line(text, "Accepted", Figures.time(operation.text("accepted-at")));
    line(text, "Ended", Figures.time(operation.text("ended-at")));
    line(text, "Took", Figures.between(operation.text("accepted-at"), operation.text("ended-at")));
    line(text, "Request", operation.text("request-id"));
    line(text, "Retry of", operation.text("retry-of"));
    line(text, "History", operation.text("history"));
    session.terminal().print(text);
    if (!operation.object("error").members().isEmpty()) {
      session
          .terminal()
          .print(
              "Error:     "
                  + new ErrorReport("", operation.object("error"), peers::nameAndId)
                      .about(operation.text("id"))
                      .text());
    }
    for (String debt : Outcomes.debts(operation, peers::nameAndId)) {
      session.terminal().print("Left:      " + Terminal.printable(debt) + "\n");
    }
    steps(session, operation.objects("steps"), peers);
    return ExitCode.DONE;
  }

  private static void steps(Session session, List<JsonObject> steps, PeerNames peers) {
    if (steps.isEmpty()) {
      return;
    }
    Table table = new Table("STEP", "PEER", "STATE", "TOOK", "NOTE");
    for (JsonObject step : steps) {
      String peer = step.text("peer");
      table.row(
          (step.flag("undo") ? "undo " : "") + step.text("name"),
          peers.name(peer),
          step.text("state"),
          Figures.between(step.text("started-at"), step.text("ended-at")),
          step.text("error").isEmpty() ? note(step) : step.text("error"));
    }
    session.terminal().print("\n" + table.render(session.terminal().columns()));
  }

  /** What is known of a step that runs. */
  private static String note(JsonObject step) {
    if (!step.text("waiting").isEmpty()) {
      return step.text("waiting");
    }
    String next = step.text("next-attempt-at");
    String failed = step.text("last-error");
    if (failed.isEmpty()) {
      return "";
    }
    return "attempt "
        + step.text("attempts")
        + " failed: "
        + failed
        + (next.isEmpty() ? "" : "; the next at " + Figures.time(next));
  }

  private static void line(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append(label).append(':').append(" ".repeat(LABEL - 1 - label.length()));
      text.append(Terminal.printable(value)).append('\n');
    }
  }
}
