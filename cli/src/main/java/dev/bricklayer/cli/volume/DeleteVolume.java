package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.operation.Change;

/** {@code volume delete NAME}. */
public record DeleteVolume(String volume) implements Action {

  @Override
  public int run(Session session) {
    String path = VolumePath.of(volume, "");
    session.confirm(
        "Deleting volume "
            + volume
            + " will erase all information about it. Do you want to continue?");
    return new Change(session, "volume delete: " + volume, "").run(Request.delete(path));
  }
}
