package dev.bricklayer.api.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** {@code first-last}, both included. */
public record PortRange(int first, int last) {

  /**
   * @throws IllegalArgumentException saying what is wrong
   */
  @JsonCreator
  public static PortRange parse(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length == 2) {
      try {
        PortRange range = new PortRange(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        if (range.first >= 1 && range.last <= 65535 && range.first <= range.last) {
          return range;
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is not a range like 49152-60999", e);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a range of ports like 49152-60999, in 1 to 65535");
  }

  @JsonValue
  @Override
  public String toString() {
    return first + "-" + last;
  }
}
