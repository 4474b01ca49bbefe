package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.terminal.Figures;
import dev.bricklayer.cli.terminal.Table;
import dev.bricklayer.cli.terminal.Terminal;

/**
 * {@code volume status [NAME|all]}: the bricks' processes.
 *
 * @param volume "" for every started volume
 */
public record VolumeStatus(String volume) implements Action {

  @Override
  public int run(Session session) {
    return volume.isEmpty() ? all(session) : one(session);
  }

  private int one(Session session) {
    JsonValue bricks = session.read(Request.get(VolumePath.of(volume, "/bricks")));
    if (session.settings().json()) {
      return session.printJson(bricks);
    }
    print(session.terminal(), volume, bricks);
    return ExitCode.DONE;
  }

  private static int all(Session session) {
    JsonObject byVolume = new JsonObject();
    for (JsonObject each : session.readList(Request.get("/v1/volumes"))) {
      if (each.text("state").equals("Started")) {
        String name = each.text("name");
        byVolume.put(name, session.read(Request.get(VolumePath.of(name, "/bricks"))));
      }
    }
    if (session.settings().json()) {
      return session.printJson(byVolume);
    }
    if (byVolume.members().isEmpty()) {
      session.terminal().warn("No started volumes present in cluster\n");
    }
    byVolume.members().forEach((name, bricks) -> print(session.terminal(), name, bricks));
    return ExitCode.DONE;
  }

  private static void print(Terminal terminal, String name, JsonValue bricks) {
    Table table = new Table("BRICK", "ONLINE", "PID", "PORT", "SIZE", "FREE");
    if (bricks instanceof JsonArray array) {
      for (JsonObject brick : array.objects()) {
        JsonObject info = brick.object("info");
        table.row(
            info.text("host") + ":" + info.text("path"),
            online(brick.flag("online"), info.text("runtime")),
            positive(brick.number("pid")),
            positive(brick.number("port")),
            Figures.size(brick.object("size").number("capacity")),
            Figures.size(brick.object("size").number("free")));
      }
    }
    terminal.print("Status of volume: " + Terminal.printable(name) + "\n");
    terminal.print(table.render(terminal.columns()) + "\n");
  }

  private static String online(boolean online, String runtime) {
    return (online ? "yes" : "no") + (runtime.isEmpty() ? "" : " (" + runtime + ")");
  }

  private static String positive(long number) {
    return number > 0 ? Long.toString(number) : "";
  }
}
