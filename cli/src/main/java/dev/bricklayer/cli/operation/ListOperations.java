package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.naming.PeerDirectory;
import dev.bricklayer.cli.terminal.Figures;
import dev.bricklayer.cli.terminal.Table;
import java.util.List;
import java.util.Map;

/**
 * {@code operation list}.
 *
 * @param filters query parameters of the API: state, kind, volume, peer, initiator, since, limit
 */
public record ListOperations(Map<String, String> filters) implements Action {

  @Override
  public int run(Session session) {
    Request request = Request.get("/v1/operations");
    for (Map.Entry<String, String> filter : filters.entrySet()) {
      request = request.with(filter.getKey(), value(session, filter));
    }
    JsonValue answer = session.read(request);
    if (session.settings().json()) {
      return session.printJson(answer);
    }
    List<JsonObject> operations = operations(answer);
    if (operations.isEmpty()) {
      session.terminal().warn("No operations\n");
      return ExitCode.DONE;
    }
    Table table = new Table("ID", "ACCEPTED", "TOOK", "STATE", "SUMMARY", "BY");
    for (JsonObject operation : operations) {
      table.row(
          operation.text("id"),
          Figures.time(operation.text("accepted-at")),
          Figures.between(operation.text("accepted-at"), operation.text("ended-at")),
          Outcomes.word(operation),
          summary(operation),
          operation.text("initiator"));
    }
    session.terminal().print(table.render(session.terminal().columns()));
    return ExitCode.DONE;
  }

  private static String value(Session session, Map.Entry<String, String> filter) {
    String text = filter.getValue();
    return switch (filter.getKey()) {
      case "since" -> Since.timestamp(text);
      case "peer" -> PeerDirectory.isId(text) ? text : PeerDirectory.fetch(session).id(text);
      default -> text;
    };
  }

  /** A plain list, or a page of one. */
  private static List<JsonObject> operations(JsonValue answer) {
    if (answer instanceof JsonArray array) {
      return array.objects();
    }
    return answer instanceof JsonObject page ? page.objects("operations") : List.of();
  }

  private static String summary(JsonObject operation) {
    String summary = operation.text("summary");
    return summary.isEmpty() ? operation.text("kind") + " " + operation.text("entity") : summary;
  }
}
