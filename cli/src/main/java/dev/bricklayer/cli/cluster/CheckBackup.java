package dev.bricklayer.cli.cluster;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.terminal.Terminal;

/** {@code cluster backup --check FILE}: whether it is whole, and what is inside. */
public record CheckBackup(String file, Locks locks) implements Action {

  @Override
  public int run(Session session) {
    Request request = Request.post("/v1/cluster/backup/check", locks.opening(), Locks.bytes(file));
    Answer answer = session.api().send(request, session.changeMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    session.terminal().print(Terminal.lines(text(answer.object())));
    return ExitCode.DONE;
  }

  private String text(JsonObject summary) {
    JsonObject head = summary.object("head");
    StringBuilder text = new StringBuilder(file).append(" is whole: a backup of cluster ");
    text.append(head.text("cluster")).append("\nwritten ").append(head.text("time"));
    text.append(" by bricklayer ").append(head.text("software"));
    text.append(sealed(head.text("seal"))).append('\n');
    JsonObject content = summary.object("content");
    if (content.members().isEmpty()) {
      return text.append("What is inside is not known: nothing was given to open it.\n").toString();
    }
    JsonObject header = content.object("header");
    text.append("generation ").append(header.text("generation"));
    text.append(", revision ").append(header.text("revision"));
    text.append(", by peer ").append(header.text("author")).append('\n');
    JsonObject keys = content.object("keys");
    for (String kind : keys.members().keySet()) {
      text.append("  ").append(kind).append(": ").append(keys.text(kind)).append('\n');
    }
    if (content.number("open") > 0) {
      text.append("operations that had not ended: ").append(content.number("open")).append('\n');
    }
    for (JsonObject node : content.objects("nodes")) {
      text.append("peer ").append(node.text("name")).append(" (").append(node.text("peer"));
      text.append(", ").append(String.join(", ", node.texts("addresses"))).append("): ");
      text.append(
          node.text("missing").isEmpty()
              ? node.number("files") + " files of its own"
              : "without its own files: " + node.text("missing"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String sealed(String seal) {
    return switch (seal) {
      case "none" -> ", not sealed: it holds secrets that anybody can read";
      case "passphrase" -> ", sealed with a passphrase";
      default -> ", sealed to a " + seal;
    };
  }
}
