package dev.bricklayer.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code key=value} arguments. */
public final class Pairs {
  private Pairs() {}

  /**
   * The pairs of all texts, each {@code k=v} or {@code k=v,k2=v2}; a comma belongs to the value
   * when no {@code =} follows it.
   *
   * @throws CommandException if a text is no pair
   */
  public static Map<String, String> read(List<String> texts) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      String rest = text;
      while (!rest.isEmpty()) {
        int next = nextPair(rest);
        String pair = next < 0 ? rest : rest.substring(0, next);
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw CommandException.usage("'" + text + "' is not KEY=VALUE");
        }
        pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        rest = next < 0 ? "" : rest.substring(next + 1);
      }
    }
    return pairs;
  }

  /** The comma before the next pair, -1 if there is none. */
  private static int nextPair(String text) {
    int comma = text.indexOf(',', text.indexOf('=') + 1);
    while (comma >= 0) {
      int equals = text.indexOf('=', comma);
      int later = text.indexOf(',', comma + 1);
      if (equals > comma + 1 && (later < 0 || later > equals)) {
        return comma;
      }
      comma = later;
    }
    return -1;
  }
}
