package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonText;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.terminal.Figures;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;

/**
 * A volume as {@code gluster volume info} writes it, so that scripts which read that go on working.
 */
final class VolumeText {
  private VolumeText() {}

  static void append(StringBuilder text, JsonObject volume) {
    List<JsonObject> subvols = volume.objects("subvols");
    text.append(" \n");
    line(text, "Volume Name", volume.text("name"));
    line(text, "Type", volume.text("type"));
    line(text, "Volume ID", volume.text("id"));
    line(text, "Status", volume.text("state"));
    if (volume.number("capacity") > 0) {
      line(text, "Capacity", Figures.size(volume.number("capacity")));
    }
    line(text, "Snapshot Count", Integer.toString(volume.texts("snap-list").size()));
    line(text, "Number of Bricks", bricks(volume, subvols));
    line(text, "Transport-type", volume.text("transport"));
    text.append("Bricks:\n");
    int number = 1;
    for (JsonObject subvol : subvols) {
      for (JsonObject brick : subvol.objects("bricks")) {
        String arbiter = brick.text("type").equals("Arbiter") ? " (arbiter)" : "";
        String simulated = brick.text("runtime").equals("simulated") ? " (simulated)" : "";
        line(
            text,
            "Brick" + number++,
            brick.text("host") + ":" + brick.text("path") + arbiter + simulated);
      }
    }
    pairs(text, "Options Reconfigured:", volume.object("options"));
    pairs(text, "Metadata:", volume.object("metadata"));
  }

  /** {@code 2 x (2 + 1) = 6} with an arbiter or redundancy, {@code 2 x 3 = 6}, {@code 2}. */
  private static String bricks(JsonObject volume, List<JsonObject> subvols) {
    int total = 0;
    for (JsonObject subvol : subvols) {
      total += subvol.objects("bricks").size();
    }
    JsonObject first = subvols.isEmpty() ? new JsonObject() : subvols.get(0);
    if (subvols.isEmpty() || first.text("type").equalsIgnoreCase("Distribute")) {
      return Integer.toString(total);
    }
    long arbiter = volume.number("arbiter-count");
    long redundancy = volume.number("disperse-redundancy-count");
    int each = first.objects("bricks").size();
    long extra = arbiter > 0 ? arbiter : redundancy;
    String size = extra > 0 ? "(" + (each - extra) + " + " + extra + ")" : Integer.toString(each);
    return subvols.size() + " x " + size + " = " + total;
  }

  private static void pairs(StringBuilder text, String heading, JsonObject pairs) {
    boolean first = true;
    for (Map.Entry<String, JsonValue> pair : pairs.members().entrySet()) {
      if (pair.getKey().startsWith("_") || !(pair.getValue() instanceof JsonText value)) {
        continue;
      }
      if (first) {
        text.append(heading).append('\n');
        first = false;
      }
      line(text, pair.getKey(), value.value());
    }
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append(Terminal.printable(label)).append(": ").append(Terminal.printable(value));
    text.append('\n');
  }
}
