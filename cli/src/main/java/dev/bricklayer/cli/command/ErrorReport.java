package dev.bricklayer.cli.command;

import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.json.JsonWriter;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An error as the user reads it: the server's sentence, then the facts that help, then where to
 * look further.
 */
public final class ErrorReport {
  private static final int LABEL = 12;
  private static final List<String> FACTS =
      List.of("peer", "peer-id", "step", "path", "reason", "error");

  private final StringBuilder text = new StringBuilder();
  private final UnaryOperator<String> peerNames;
  private String running = "";

  /**
   * @param command what failed, {@code volume create: v1}, or "" for nothing before the sentence
   * @param peerNames from a peer's id to what a user calls it
   */
  public ErrorReport(String command, Answer answer, UnaryOperator<String> peerNames) {
    this.peerNames = peerNames;
    List<JsonObject> errors = answer.object().objects("errors");
    if (errors.isEmpty()) {
      sentence(command, wordless(answer));
    }
    for (JsonObject error : errors) {
      error(command, error);
    }
    if (answer.status() == 401) {
      line("hint", "the secret stands in the node's file 'auth'; give it by --secret-file FILE");
    }
  }

  /** An error object that stands alone, as in an operation. */
  public ErrorReport(String command, JsonObject error, UnaryOperator<String> peerNames) {
    this.peerNames = peerNames;
    error(command, error);
  }

  private void error(String command, JsonObject error) {
    sentence(command, error.text("message"));
    Map<String, JsonValue> fields = error.object("fields").members();
    List<String> names = new ArrayList<>(FACTS);
    for (String name : fields.keySet()) {
      if (!names.contains(name)
          && !name.equals("operation-id")
          && !name.equals("running-operation")) {
        names.add(name);
      }
    }
    for (String name : names) {
      String value = error.object("fields").text(name);
      if (name.equals("peer-id") && !value.isEmpty()) {
        line("peer", peerNames.apply(value));
      } else {
        line(name, value);
      }
    }
    running = error.object("fields").text("running-operation");
  }

  private void sentence(String command, String sentence) {
    text.append(command);
    text.append(command.isEmpty() ? "" : ": failed: ");
    text.append(Terminal.printable(sentence)).append('\n');
  }

  /** A fact under the sentence; nothing if the value is empty. */
  public ErrorReport line(String label, String value) {
    if (!value.isEmpty()) {
      text.append("  ").append(label);
      for (int i = label.length(); i < LABEL; i++) {
        text.append(' ');
      }
      text.append(' ').append(Terminal.printable(value)).append('\n');
    }
    return this;
  }

  /** Which operation it is that failed; the error may name it or another one. */
  public ErrorReport about(String id) {
    if (id.equals(running)) {
      running = "";
    }
    return this;
  }

  /** The same with the operation's id and the command that shows it. */
  public ErrorReport operation(String id) {
    return about(id).reference("operation", id);
  }

  private ErrorReport reference(String label, String id) {
    return id.isEmpty() ? this : line(label, id + "  (glustercli operation show " + id + ")");
  }

  /** The ids of request, peer and cluster that the node sent along. */
  public ErrorReport ids(Answer answer) {
    line("request", answer.header("x-request-id"));
    line("answered by", answer.header("x-gluster-peer-id"));
    return line("cluster", answer.header("x-gluster-cluster-id"));
  }

  public String text() {
    reference("running", running);
    running = "";
    return text.toString();
  }

  private static String wordless(Answer answer) {
    JsonObject body = answer.object();
    String sentence = body.text("detail").isEmpty() ? body.text("message") : body.text("detail");
    return sentence.isEmpty()
        ? "the node answered with HTTP status " + answer.status() + " and no reason"
        : sentence;
  }

  /**
   * Prints the error of a reading command; with {@code --json} also the body on standard output.
   */
  public static int print(Session session, Answer answer) {
    if (session.settings().json()) {
      session.terminal().print(JsonWriter.indented(answer.object()));
    }
    ErrorReport report = new ErrorReport("", answer, UnaryOperator.identity());
    if (session.settings().verbose()) {
      report.ids(answer);
    }
    session.terminal().warn(report.text());
    return ExitCode.FAILED;
  }
}
