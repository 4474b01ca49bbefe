package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.terminal.Terminal;

/** {@code volume list}: the names, one a line. */
public record ListVolumes() implements Action {

  @Override
  public int run(Session session) {
    JsonValue volumes = session.read(Request.get("/v1/volumes"));
    if (session.settings().json()) {
      return session.printJson(volumes);
    }
    StringBuilder names = new StringBuilder();
    if (volumes instanceof JsonArray array) {
      for (JsonObject volume : array.objects()) {
        names.append(Terminal.printable(volume.text("name"))).append('\n');
      }
    }
    if (names.isEmpty()) {
      session.terminal().warn("No volumes present in cluster\n");
    } else {
      session.terminal().print(names);
    }
    return ExitCode.DONE;
  }
}
