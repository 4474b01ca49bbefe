package dev.bricklayer.cli.terminal;

/** Sizes, times and durations as people read them. */
public final class Figures {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Figures() {}

  /** {@code 9.5 GiB}; "" for 0, which stands for "not known". */
  public static String size(long bytes) {
    if (bytes <= 0) {
      return "";
    }
    int unit = 0;
    long tenths = 0;
    long whole = bytes;
    while (whole >= 1024 && unit < UNITS.length - 1) {
      tenths = whole % 1024 * 10 / 1024;
      whole /= 1024;
      unit++;
    }
    return unit == 0 ? whole + " B" : whole + "." + tenths + " " + UNITS[unit];
  }

  /** {@code 2026-11-22T13:12:05.123456Z} as {@code 2026-11-22 13:12:05Z}; "" stays "". */
  public static String time(String timestamp) {
    if (timestamp.length() < 20 || timestamp.charAt(10) != 'T') {
      return timestamp;
    }
    int fraction = timestamp.charAt(19) == '.' ? 20 : 19;
    while (fraction > 19
        && fraction < timestamp.length()
        && Character.isDigit(timestamp.charAt(fraction))) {
      fraction++;
    }
    return timestamp.substring(0, 10)
        + " "
        + timestamp.substring(11, 19)
        + timestamp.substring(fraction);
  }

  /**
   * How long from one timestamp to another, {@code 35 ms}, {@code 2.1 s}, {@code 3 min 5 s}; "" if
   * one is missing.
   */
  public static String between(String start, String end) {
    long from = millis(start);
    long to = millis(end);
    return from < 0 || to < 0 ? "" : duration(Math.max(0, to - from));
  }

  static String duration(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
    return millis / 60_000 + " min " + millis % 60_000 / 1000 + " s";
  }

  /**
   * Milliseconds since 1970 of an RFC 3339 timestamp in UTC, -1 if it is none. By hand, because
   * java.time's formatters load 200 classes.
   */
  static long millis(String timestamp) {
    if (timestamp.length() < 20 || !timestamp.endsWith("Z")) {
      return -1;
    }
    try {
      int year = Integer.parseInt(timestamp, 0, 4, 10);
      int month = Integer.parseInt(timestamp, 5, 7, 10);
      int day = Integer.parseInt(timestamp, 8, 10, 10);
      long seconds =
          days(year, month, day) * 86_400
              + Integer.parseInt(timestamp, 11, 13, 10) * 3_600L
              + Integer.parseInt(timestamp, 14, 16, 10) * 60L
              + Integer.parseInt(timestamp, 17, 19, 10);
      int fraction = 0;
      for (int i = 0; i < 3; i++) {
        int at = 20 + i;
        boolean digit = at < timestamp.length() - 1 && Character.isDigit(timestamp.charAt(at));
        fraction = fraction * 10 + (digit ? timestamp.charAt(at) - '0' : 0);
      }
      return seconds * 1000 + fraction;
    } catch (NumberFormatException notATime) {
      return -1;
    }
  }

  /** Days since 1970-01-01 in the Gregorian calendar; March is the year's first month here. */
  private static long days(int year, int month, int day) {
    long y = month <= 2 ? year - 1 : year;
    long m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
  }
}
