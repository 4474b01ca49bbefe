package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.operation.Change;

/** {@code volume start NAME [force]}. */
public record StartVolume(String volume, boolean force) implements Action {

  @Override
  public int run(Session session) {
    JsonObject body = new JsonObject().put("force-start-bricks", force);
    return new Change(session, "volume start: " + volume, "")
        .run(Request.post(VolumePath.of(volume, "/start"), body));
  }
}
