package dev.bricklayer.cli.command;

import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Api;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.json.JsonWriter;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.List;

/** What an action works with. */
public record Session(Api api, Terminal terminal, Settings settings) {
  private static final int READ_SECONDS = 30;
  private static final int CHANGE_SECONDS = 120;

  /** How long a reading command waits for its answer. */
  public int readMillis() {
    return millis(READ_SECONDS);
  }

  /** How long a changing command waits for the end of its operation. */
  public int changeMillis() {
    return millis(CHANGE_SECONDS);
  }

  /** Whether the steps of an operation are shown as they go. */
  public boolean live() {
    return terminal.live() && !settings.json() && !settings.script();
  }

  private int millis(int standard) {
    int seconds = settings.timeoutSeconds() > 0 ? settings.timeoutSeconds() : standard;
    return (int) Math.min(Integer.MAX_VALUE, seconds * 1000L);
  }

  /**
   * The answer to a request that changes nothing.
   *
   * @throws AnswerException if it is an error
   */
  public JsonValue read(Request request) {
    Answer answer = api.send(request, readMillis());
    if (!answer.ok()) {
      throw new AnswerException(answer);
    }
    return answer.json();
  }

  /** The same for a list; what a server sends as null is an empty list. */
  public List<JsonObject> readList(Request request) {
    return read(request) instanceof JsonArray array ? array.objects() : List.of();
  }

  /** The same for one object. */
  public JsonObject readObject(Request request) {
    return read(request) instanceof JsonObject object ? object : new JsonObject();
  }

  /**
   * Asks the user before something grave, if there is somebody to ask.
   *
   * @throws CommandException if the answer is no
   */
  public void confirm(String question) {
    boolean asked = terminal.asks() && !settings.yes() && !settings.dryRun();
    if (asked && !terminal.confirm(question)) {
      throw CommandException.failed("not done: it was not confirmed");
    }
  }

  /** Prints a value as JSON and says that all went well. */
  public int printJson(JsonValue value) {
    terminal.print(JsonWriter.indented(value));
    return ExitCode.DONE;
  }
}
