package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.CommandException;
import java.time.Instant;

/** The moment that {@code --since} means. */
final class Since {
  private Since() {}

  /**
   * A time span back from now ({@code 90s}, {@code 10m}, {@code 2h}, {@code 7d}) as a timestamp;
   * any other text as it is.
   */
  static String timestamp(String text) {
    int last = text.length() - 1;
    if (last < 1 || text.charAt(0) < '0' || text.charAt(0) > '9' || text.indexOf('T') > 0) {
      return text;
    }
    long seconds =
        switch (text.charAt(last)) {
          case 's' -> 1;
          case 'm' -> 60;
          case 'h' -> 3_600;
          case 'd' -> 86_400;
          default -> 0;
        };
    if (seconds == 0) {
      return text;
    }
    try {
      long span = Math.multiplyExact(Long.parseLong(text.substring(0, last)), seconds);
      return Instant.ofEpochSecond(Math.subtractExact(System.currentTimeMillis() / 1000, span))
          .toString();
    } catch (ArithmeticException | NumberFormatException | java.time.DateTimeException wrong) {
      throw CommandException.usage("'" + text + "' is no time span like 90s, 10m, 2h or 7d");
    }
  }
}
