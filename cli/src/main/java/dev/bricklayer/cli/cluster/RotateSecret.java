package dev.bricklayer.cli.cluster;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;

/**
 * {@code cluster rotate-secret}.
 *
 * @param grace how long the secret of before is accepted, {@code 90s}, {@code 10m}, {@code 1h} or
 *     {@code 0}; "" for the server's own
 */
public record RotateSecret(String grace) implements Action {

  @Override
  public int run(Session session) {
    JsonObject body = new JsonObject();
    if (!grace.isEmpty()) {
      body.put("grace-seconds", seconds(grace));
    }
    session.confirm("Give the cluster another secret for its ReST API?");
    Answer answer =
        session.api().send(Request.post("/v1/cluster/secret/rotate", body), session.readMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    JsonObject done = answer.json() instanceof JsonObject object ? object : new JsonObject();
    session
        .terminal()
        .print(
            "cluster rotate-secret: success\nThe new secret (generation "
                + done.text("generation")
                + ") is in the file auth of each node; the one of before is accepted for "
                + done.text("grace-seconds")
                + " s.\n");
    return ExitCode.DONE;
  }

  private static long seconds(String text) {
    int last = text.length() - 1;
    long unit =
        switch (text.charAt(last)) {
          case 's' -> 1;
          case 'm' -> 60;
          case 'h' -> 3_600;
          default -> 0;
        };
    try {
      return unit == 0
          ? Long.parseLong(text)
          : Math.multiplyExact(Long.parseLong(text.substring(0, last)), unit);
    } catch (ArithmeticException | NumberFormatException wrong) {
      throw CommandException.usage("'" + text + "' is no time span like 90s, 10m, 1h or 0");
    }
  }
}
