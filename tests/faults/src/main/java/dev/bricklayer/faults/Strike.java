package dev.bricklayer.faults;

import java.util.List;

/**
 * A line of a file that arms faults: {@code TYPE PLACE ACTION TIMES}.
 *
 * @param type the activity's type, {@code Brick.Prepare}
 * @param place the peer on whose queue it runs; {@code *} for any place
 * @param action what happens
 * @param times how many attempts are struck, by all processes together; 0 for all
 */
record Strike(String type, String place, Action action, int times) {
  static Strike parse(String line) {
    List<String> words = List.of(line.trim().split(" +"));
    if (words.size() != 4) {
      throw new IllegalArgumentException(
          "'" + line + "' is not of the form TYPE PLACE ACTION TIMES");
    }
    int times = words.get(3).equals("always") ? 0 : Integer.parseInt(words.get(3));
    return new Strike(words.get(0), words.get(1), Action.of(words.get(2)), times);
  }

  boolean isAt(String activityType, String queue) {
    return type.equals(activityType) && (place.equals("*") || queue.endsWith("/node-" + place));
  }
}
