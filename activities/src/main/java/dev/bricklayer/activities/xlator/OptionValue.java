package dev.bricklayer.activities.xlator;

import java.util.List;
import java.util.Locale;

/** How glusterfs reads values. */
public final class OptionValue {

  private static final List<String> ON = List.of("on", "yes", "true", "enable", "1");
  private static final List<String> OFF = List.of("off", "no", "false", "disable", "0");

  private OptionValue() {}

  /** Whether this is a boolean that means yes; upper and lower case are the same. */
  public static boolean isOn(String value) {
    return ON.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Whether this is a boolean. */
  public static boolean isBoolean(String value) {
    return isOn(value) || OFF.contains(value.toLowerCase(Locale.ROOT));
  }
}
