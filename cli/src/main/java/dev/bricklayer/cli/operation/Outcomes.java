package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonText;
import dev.bricklayer.cli.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What an operation's record says about how it ended. */
final class Outcomes {
  private static final int LOOK_UP_MILLIS = 5_000;

  private Outcomes() {}

  /** The exit status for an operation; {@link ExitCode#FAILED} if nothing is known of it. */
  static int exitCode(JsonObject operation) {
    if (operation.members().isEmpty()) {
      return ExitCode.FAILED;
    }
    if (!operation.text("state").equals("ENDED")) {
      return ExitCode.RUNNING;
    }
    return switch (operation.text("outcome")) {
      case "SUCCEEDED" -> ExitCode.DONE;
      case "ROLLED_BACK", "CANCELLED" -> ExitCode.ROLLED_BACK;
      case "PARTLY_ROLLED_BACK" -> ExitCode.PARTLY_ROLLED_BACK;
      default -> ExitCode.FAILED;
    };
  }

  /** How far it is, or how it ended, in a word or two. */
  static String word(JsonObject operation) {
    return switch (operation.text("state")) {
      case "ACCEPTED" -> "running";
      case "COMMITTED" -> "committed";
      case "UNDOING" -> "rolling back";
      default ->
          switch (operation.text("outcome")) {
            case "SUCCEEDED" -> "succeeded";
            case "FAILED" -> "failed";
            case "ROLLED_BACK" -> "rolled back";
            case "PARTLY_ROLLED_BACK" -> "partly rolled back";
            case "CANCELLED" -> "cancelled";
            case "INTERRUPTED" -> "interrupted by restore";
            default -> operation.text("outcome");
          };
    };
  }

  /** The operation's record, or an empty object if it cannot be had; for a report only. */
  static JsonObject lookUp(Session session, String id) {
    if (id.isEmpty()) {
      return new JsonObject();
    }
    try {
      Answer answer = session.api().send(Request.get("/v1/operations/" + id), LOOK_UP_MILLIS);
      return answer.ok() ? answer.object() : new JsonObject();
    } catch (NoAnswerException gone) {
      return new JsonObject();
    }
  }

  /** Why it failed, as an error object with a sentence. */
  static JsonObject error(JsonObject operation) {
    JsonObject error = operation.object("error");
    if (!error.text("message").isEmpty()) {
      return error;
    }
    boolean cancelled = operation.text("outcome").equals("CANCELLED");
    return new JsonObject()
        .put("message", cancelled ? "the operation was cancelled" : "the operation failed");
  }

  /** Adds what became of the things that the operation had done. */
  static void describe(ErrorReport report, JsonObject operation, UnaryOperator<String> peerNames) {
    switch (operation.text("outcome")) {
      case "ROLLED_BACK", "CANCELLED" ->
          report.line("rolled back", "everything that it had done is undone");
      case "PARTLY_ROLLED_BACK" -> {
        report.line("rolled back", "not everything: this is left until its node can undo it");
        for (String debt : debts(operation, peerNames)) {
          report.line("left", debt);
        }
      }
      default -> {}
    }
  }

  /** What the operation still owes, one line each. */
  static List<String> debts(JsonObject operation, UnaryOperator<String> peerNames) {
    List<String> lines = new ArrayList<>();
    JsonValue debts = operation.members().get("debts");
    if (debts instanceof JsonArray array) {
      for (JsonValue debt : array.items()) {
        if (debt instanceof JsonText text) {
          lines.add(text.value());
        } else if (debt instanceof JsonObject object) {
          String peer =
              object.text("peer").isEmpty() ? object.text("peer-id") : object.text("peer");
          String steps = String.join(", ", object.texts("steps"));
          lines.add(
              (steps.isEmpty() ? object.text("step") : steps)
                  + " on peer "
                  + peerNames.apply(peer));
        }
      }
    }
    return lines;
  }
}
