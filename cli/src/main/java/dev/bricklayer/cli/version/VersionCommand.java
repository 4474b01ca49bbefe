package dev.bricklayer.cli.version;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code version}: of this command and of the node that answers, if one does. */
public record VersionCommand() implements Action {
  private static final int WAIT_MILLIS = 5_000;

  @Override
  public int run(Session session) {
    JsonObject versions = new JsonObject().put("client-version", client());
    String server;
    try {
      Answer answer = session.api().send(Request.get("/version"), WAIT_MILLIS);
      JsonObject node = answer.object();
      node.members().forEach(versions::put);
      server =
          answer.ok()
              ? node.text("glusterd-version")
                  + " (API "
                  + node.text("api-version")
                  + ")"
                  + bricks(node)
              : "answered with HTTP status " + answer.status();
    } catch (NoAnswerException none) {
      server = none.sentence();
    }
    if (session.settings().json()) {
      return session.printJson(versions);
    }
    session.terminal().print("glustercli " + client() + "\nserver: " + server + "\n");
    return ExitCode.DONE;
  }

  private static String bricks(JsonObject node) {
    String bricks = node.text("bricks");
    return bricks.isEmpty() ? "" : ", bricks: " + bricks;
  }

  /** The version that the build wrote down. */
  static String client() {
    try (InputStream in = VersionCommand.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
