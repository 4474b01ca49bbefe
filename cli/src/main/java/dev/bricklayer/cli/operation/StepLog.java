package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.naming.PeerNames;
import dev.bricklayer.cli.terminal.Figures;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An operation's steps on the terminal: a line for each that has ended, and below them one line,
 * written over and over, with those that run.
 */
class StepLog {
  private static final String CLEAR = "\r\033[K";

  private final Session session;
  private final Set<String> shown = new HashSet<>();
  private final PeerNames peers;
  private String below = "";

  StepLog(Session session) {
    this.session = session;
    this.peers = new PeerNames(session);
  }

  /** One that shows nothing. */
  static StepLog silent(Session session) {
    return new StepLog(session) {
      @Override
      void show(JsonObject operation) {}

      @Override
      void waiting(String why) {}
    };
  }

  /** Shows what is new in the operation's record. */
  void show(JsonObject operation) {
    List<String> running = new ArrayList<>();
    for (JsonObject step : operation.objects("steps")) {
      String state = step.text("state");
      if (state.equals("RUNNING")) {
        running.add(name(step) + doing(step));
      } else if (!state.equals("PENDING") && shown.add(identity(step))) {
        over(line(step, state) + "\n");
      }
    }
    String percent = operation.text("percent");
    String lead =
        percent.isEmpty()
            ? "  ...      "
            : "  " + percent + " %" + " ".repeat(7 - percent.length());
    below(running.isEmpty() ? "" : lead + String.join(", ", running));
  }

  /** Says why nothing new is shown. */
  void waiting(String why) {
    below("  ...      " + why);
  }

  /** Leaves the terminal with the cursor on an empty line. */
  void end() {
    below("");
  }

  private String line(JsonObject step, String state) {
    String word =
        switch (state) {
          case "DONE" -> step.flag("undo") ? "undone " : "done   ";
          case "FAILED" -> "FAILED ";
          case "UNDONE" -> "undone ";
          case "UNREACHABLE" -> "AWAY   ";
          default -> state;
        };
    StringBuilder line = new StringBuilder("  ").append(word).append("  ").append(name(step));
    String took = Figures.between(step.text("started-at"), step.text("ended-at"));
    if (!took.isEmpty()) {
      line.append("  ").append(took);
    }
    if (!step.text("error").isEmpty()) {
      line.append(": ").append(step.text("error"));
    }
    return Terminal.printable(line.toString());
  }

  /** What a running step waits for, where it is not just at work. */
  static String doing(JsonObject step) {
    if (!step.text("waiting").isEmpty()) {
      return " (" + step.text("waiting") + ")";
    }
    if (step.text("last-error").isEmpty()) {
      return "";
    }
    return " (attempt " + step.text("attempts") + " failed: " + step.text("last-error") + ")";
  }

  private String name(JsonObject step) {
    String peer = step.text("peer");
    return peer.isEmpty() ? step.text("name") : step.text("name") + " on " + peers.name(peer);
  }

  private static String identity(JsonObject step) {
    return step.text("name")
        + "|"
        + step.text("peer")
        + "|"
        + step.flag("undo")
        + "|"
        + step.text("state")
        + "|"
        + step.text("started-at");
  }

  private void over(String line) {
    session.terminal().warn((below.isEmpty() ? "" : CLEAR) + line);
    below = "";
  }

  private void below(String line) {
    String text = Terminal.printable(line);
    int columns = session.terminal().columns();
    if (columns > 1 && text.length() >= columns) {
      text = text.substring(0, columns - 1);
    }
    if (!text.equals(below)) {
      session.terminal().warn((below.isEmpty() ? "" : CLEAR) + text);
      below = text;
    }
  }
}
