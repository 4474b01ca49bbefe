package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonValue;
import java.util.List;

/**
 * {@code volume info [NAME|all]}.
 *
 * @param volume "" for every volume
 */
public record ShowVolume(String volume) implements Action {

  @Override
  public int run(Session session) {
    String path = volume.isEmpty() ? "/v1/volumes" : VolumePath.of(volume, "");
    JsonValue answer = session.read(Request.get(path));
    if (session.settings().json()) {
      return session.printJson(answer);
    }
    List<JsonObject> volumes =
        answer instanceof JsonArray array
            ? array.objects()
            : answer instanceof JsonObject object ? List.of(object) : List.of();
    if (volumes.isEmpty()) {
      session.terminal().warn("No volumes present in cluster\n");
      return ExitCode.DONE;
    }
    StringBuilder text = new StringBuilder();
    for (JsonObject each : volumes) {
      VolumeText.append(text, each);
    }
    session.terminal().print(text);
    return ExitCode.DONE;
  }
}
