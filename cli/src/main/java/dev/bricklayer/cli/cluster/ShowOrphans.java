package dev.bricklayer.cli.cluster;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonNumber;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.terminal.Table;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.List;
import java.util.stream.Collectors;

/** {@code cluster orphans}: what belongs to no volume, and the nodes that could not say. */
public record ShowOrphans() implements Action {

  @Override
  public int run(Session session) {
    Answer answer = session.api().send(Request.get("/v1/cluster/orphans"), session.readMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    List<JsonObject> nodes = answer.json() instanceof JsonArray array ? array.objects() : List.of();
    Terminal terminal = session.terminal();
    Table table = new Table("PEER", "PATH", "WHAT", "VOLUME", "VOLUME ID", "PIDS").keepWhole(1);
    boolean any = false;
    boolean allSaid = true;
    for (JsonObject node : nodes) {
      for (JsonObject orphan : node.objects("orphans")) {
        any = true;
        table.row(
            node.text("name"),
            orphan.text("path"),
            String.join(", ", orphan.texts("what")),
            orphan.text("volume"),
            orphan.text("volume-id"),
            pids(orphan));
      }
      if (!node.text("error").isEmpty()) {
        allSaid = false;
        terminal.warn(node.text("name") + " cannot say: " + node.text("error") + "\n");
      }
    }
    if (any) {
      terminal.print(table.render(terminal.columns()));
    } else if (allSaid) {
      terminal.print("No orphans\n");
    }
    return allSaid ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String pids(JsonObject orphan) {
    return orphan.members().get("pids") instanceof JsonArray pids
        ? pids.items().stream()
            .map(pid -> pid instanceof JsonNumber number ? number.literal() : "?")
            .collect(Collectors.joining(", "))
        : "";
  }
}
