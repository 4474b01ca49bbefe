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
  private static final int WIDE = 140;
  private static final int SHORT_ID = 8;

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
    session.terminal().print(table(operations, session.terminal().columns()));
    return ExitCode.DONE;
  }

  /** With short ids and without the last column where there is no room; the commands take both. */
  private static String table(List<JsonObject> operations, int columns) {
    boolean wide = columns == 0 || columns >= WIDE;
    Table table =
        wide
            ? new Table("ID", "ACCEPTED", "TOOK", "STATE", "SUMMARY", "BY")
            : new Table("ID", "ACCEPTED", "TOOK", "STATE", "SUMMARY");
    for (JsonObject operation : operations) {
      String id = operation.text("id");
      String accepted = Figures.time(operation.text("accepted-at"));
      String took = Figures.between(operation.text("accepted-at"), operation.text("ended-at"));
      String state = Outcomes.word(operation);
      if (wide) {
        table.row(id, accepted, took, state, summary(operation), operation.text("initiator"));
      } else {
        String start = id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
        table.row(start, accepted, took, state, summary(operation));
      }
    }
    return table.keepWhole(0).keepWhole(1).render(columns);
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
