package dev.bricklayer.cli.peer;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code peer token create}: prints the token and nothing else, for a file of the other node. */
public record CreateToken(String ttl) implements Action {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smhd])");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);

  @Override
  public int run(Session session) {
    JsonObject body = new JsonObject().put("ttl", seconds());
    Answer answer =
        session.api().send(Request.post("/v1/peers/tokens", body), session.readMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    if (session.settings().json()) {
      return session.printJson(answer.json());
    }
    session.terminal().print(answer.object().text("token") + "\n");
    return ExitCode.DONE;
  }

  private long seconds() {
    Matcher time = TIME.matcher(ttl);
    if (!time.matches()) {
      throw CommandException.usage("--ttl " + ttl + " is no time: say 30m, 1h or 2d");
    }
    return Long.parseLong(time.group(1)) * SECONDS.getOrDefault(time.group(2), 1L);
  }
}
