package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonWord;
import dev.bricklayer.cli.json.JsonWriter;
import dev.bricklayer.cli.naming.PeerNames;
import dev.bricklayer.cli.terminal.Table;
import dev.bricklayer.cli.terminal.Terminal;

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
    boolean refused = plan.members().get("would-succeed") == JsonWord.FALSE;
    if (session.settings().json() || plan.objects("steps").isEmpty()) {
      session.terminal().print(JsonWriter.indented(answer.json()));
      return refused ? ExitCode.FAILED : ExitCode.DONE;
    }
    PeerNames peers = new PeerNames(session);
    Table table = new Table("STEP", "PEER", "ABOUT", "CHECK");
    for (JsonObject step : plan.objects("steps")) {
      String peer = step.text("host").isEmpty() ? peers.name(step.text("peer")) : step.text("host");
      table.row(step.text("name"), peer, step.text("load"), check(step));
    }
    session.terminal().print(command + ": would take these steps, nothing is changed\n");
    session.terminal().print(table.render(session.terminal().columns()));
    if (refused) {
      session.terminal().warn(command + ": would be refused\n" + refusals(plan, peers));
      return ExitCode.FAILED;
    }
    return ExitCode.DONE;
  }

  private static String check(JsonObject step) {
    if (!step.objects("refusals").isEmpty()) {
      return "REFUSED";
    }
    return step.flag("checked") ? "ok" : "";
  }

  private static String refusals(JsonObject plan, PeerNames peers) {
    StringBuilder text = new StringBuilder();
    for (JsonObject step : plan.objects("steps")) {
      for (JsonObject refusal : step.objects("refusals")) {
        text.append("  ").append(step.text("name"));
        if (!step.text("peer").isEmpty()) {
          text.append(" on ").append(peers.name(step.text("peer")));
        }
        text.append(": ").append(Terminal.printable(refusal.text("message"))).append('\n');
      }
    }
    return text.toString();
  }
}
