package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.operation.Change;

/** {@code volume stop NAME [force]}. */
public record StopVolume(String volume, boolean force) implements Action {

  @Override
  public int run(Session session) {
    String path = VolumePath.of(volume, "/stop");
    session.confirm(
        "Stopping volume " + volume + " will make its data inaccessible. Do you want to continue?");
    return new Change(session, "volume stop: " + volume, "")
        .run(Request.post(path, force ? new JsonObject().put("force", true) : null));
  }
}
