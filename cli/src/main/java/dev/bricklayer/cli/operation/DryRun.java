package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonWriter;
import dev.bricklayer.cli.naming.PeerNames;
import dev.bricklayer.cli.terminal.Table;

/** Asks what a change would do, without doing it. */
final class DryRun {
  private DryRun() {}

  static int print(Session session, String command, Request request) {
    Answer answer = session.api().send(request.with("dry-run", "true"), session.changeMillis());
    if (!answer.ok()) {
      ErrorReport report = new ErrorReport(command, answer, new PeerNames(session)::nameAndId);
      session.terminal().warn(report.operation(answer.operation()).text());
      return ExitCode.FAILED;
    }
    JsonObject plan = answer.object();
    if (session.settings().json() || plan.objects("steps").isEmpty()) {
      session.terminal().print(JsonWriter.indented(answer.json()));
      return ExitCode.DONE;
    }
    PeerNames peers = new PeerNames(session);
    Table table = new Table("STEP", "PEER");
    for (JsonObject step : plan.objects("steps")) {
      table.row(step.text("name"), peers.name(step.text("peer")));
    }
    session.terminal().print(command + ": would take these steps, nothing is changed\n");
    session.terminal().print(table.render(session.terminal().columns()));
    return ExitCode.DONE;
  }
}
