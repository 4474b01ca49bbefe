package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.naming.PeerDirectory;
import java.util.ArrayList;
import java.util.List;

/** From what a user calls an operation to its id and its ReST path. */
final class OperationPath {
  private static final int SHORTEST = 4;

  private OperationPath() {}

  /**
   * @param rest what follows the id, "" or with a leading slash
   * @throws CommandException if there is no such operation
   */
  static String of(Session session, String id, String rest) {
    return "/v1/operations/" + full(session, id) + rest;
  }

  /**
   * The whole id; the text may be its first four characters or more, if they are those of one
   * operation only.
   */
  static String full(Session session, String id) {
    if (PeerDirectory.isId(id)) {
      return id;
    }
    if (!canStart(id)) {
      throw CommandException.usage(
          "'" + id + "' is no operation's id; 'glustercli operation list' shows them");
    }
    List<String> matches = new ArrayList<>();
    for (JsonObject operation :
        session.readList(Request.get("/v1/operations").with("limit", "1000"))) {
      if (operation.text("id").startsWith(id)) {
        matches.add(operation.text("id"));
      }
    }
    if (matches.size() == 1) {
      return matches.get(0);
    }
    throw CommandException.failed(
        matches.isEmpty()
            ? "no operation's id starts with '" + id + "'"
            : matches.size() + " operations' ids start with '" + id + "'");
  }

  private static boolean canStart(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && c != '-') {
        return false;
      }
    }
    return text.length() >= SHORTEST;
  }
}
