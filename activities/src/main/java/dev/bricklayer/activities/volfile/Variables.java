package dev.bricklayer.activities.volfile;

import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code {{ brick.path }}} and its like stand for, with or without blanks inside the braces.
 * Each level of a graph knows the variables of the levels above.
 */
final class Variables {

  private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([a-z][a-z0-9.-]*)\\s*}}");

  private final Map<String, String> values;

  private Variables(Map<String, String> values) {
    this.values = values;
  }

  static Variables none() {
    return new Variables(Map.of());
  }

  static boolean in(String text) {
    return VARIABLE.matcher(text).find();
  }

  /** The credentials that a client shows to bricks. */
  Variables withCredentials(Volume volume) {
    return with(
        Map.of(
            "client.username", volume.auth().username(),
            "client.password", volume.auth().password()));
  }

  Variables withVolume(Volume volume) {
    return with(
        Map.of(
            "volume.id", volume.id().toString(),
            "volume.name", volume.name(),
            "volume.type", volume.type().wire(),
            "volume.transport", volume.transport(),
            "volume.redundancy", blankIfZero(volume.subvols().get(0).redundancy()),
            "volume.auth.username", volume.auth().username(),
            "volume.auth.password", volume.auth().password()));
  }

  Variables withSubvol(Subvol subvol, List<Brick> bricks) {
    return with(
        Map.of(
            "subvol.name", subvol.name(),
            "subvol.type", subvol.type().word(),
            "subvol.arbiter", blankIfZero(subvol.arbiter()),
            "subvol.redundancy", blankIfZero(subvol.redundancy()),
            "volume.redundancy", blankIfZero(subvol.redundancy()),
            "subvol.afr-pending-xattr",
                bricks.stream().map(Brick::clientName).collect(Collectors.joining(","))));
  }

  Variables withBrick(Brick brick, OptionalInt port) {
    Map<String, String> is = new HashMap<>();
    is.put("brick.id", brick.id().toString());
    is.put("brick.hostname", brick.host());
    is.put("brick.address-family", brick.host().contains(":") ? "inet6" : "inet");
    is.put("brick.peerid", brick.peerId().toString());
    is.put("brick.path", brick.path());
    is.put("brick.volumename", brick.volumeName());
    is.put("brick.volumeid", brick.volumeId().toString());
    is.put("brick.index", Integer.toString(brick.index()));
    is.put("brick.client-name", brick.clientName());
    is.put("brick.port", port.isPresent() ? Integer.toString(port.getAsInt()) : "");
    return with(is);
  }

  Variables with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(values);
    all.putAll(more);
    return new Variables(all);
  }

  /** The text with values for its variables; one that is not known here is blank. */
  String expand(String text) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      String value = values.getOrDefault(matcher.group(1), "");
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(expanded).toString();
  }

  private static String blankIfZero(int number) {
    return number == 0 ? "" : Integer.toString(number);
  }
}
