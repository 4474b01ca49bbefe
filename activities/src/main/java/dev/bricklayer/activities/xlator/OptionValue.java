package dev.bricklayer.activities.xlator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How glusterfs reads values. Where its own reading wraps around on overflow or takes leading
 * blanks, the value is refused here.
 */
public final class OptionValue {

  private static final List<String> ON = List.of("on", "yes", "true", "enable", "1");
  private static final List<String> OFF = List.of("off", "no", "false", "disable", "0");
  private static final BigDecimal MOST = new BigDecimal(BigInteger.TWO.pow(63));

  private static final Pattern INTEGER = Pattern.compile("([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)");
  private static final Pattern SIZE =
      Pattern.compile("\\+?([0-9]+(?:\\.[0-9]+)?)(B|KB|MB|GB|TB|PB)?", Pattern.CASE_INSENSITIVE);
  private static final List<String> SIZE_UNITS = List.of("B", "KB", "MB", "GB", "TB", "PB");
  private static final Pattern PERCENT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)%?");
  private static final Pattern TIME = Pattern.compile("([0-9]+)(s|sec|m|min|h|hr|d|days|w|wk)?");
  private static final Map<Character, Long> SECONDS =
      Map.of('s', 1L, 'm', 60L, 'h', 3600L, 'd', 86400L, 'w', 604800L);
  private static final Pattern DECIMAL =
      Pattern.compile("[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?");

  private OptionValue() {}

  /** Whether this is a boolean that means yes; upper and lower case are the same. */
  public static boolean isOn(String value) {
    return ON.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Whether this is a boolean. */
  public static boolean isBoolean(String value) {
    return isOn(value) || OFF.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Decimal, {@code 0x} hexadecimal, or octal with a leading zero. */
  static Optional<BigDecimal> integer(String value) {
    Matcher matcher = INTEGER.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(2);
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    try {
      BigInteger number = new BigInteger(matcher.group(1) + digits, radix);
      return number.bitLength() < 64 ? Optional.of(new BigDecimal(number)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Bytes: {@code 64MB}, {@code 1.5GB}, {@code 4096}; units are powers of 1024. */
  static Optional<BigDecimal> size(String value) {
    Matcher matcher = SIZE.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int power =
        matcher.group(2) == null
            ? 0
            : SIZE_UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power)))
            .setScale(0, java.math.RoundingMode.DOWN);
    return bytes.compareTo(MOST) < 0 ? Optional.of(bytes) : Optional.empty();
  }

  /** A percentage, with or without its sign; it may exceed 100. */
  static Optional<BigDecimal> percent(String value) {
    Matcher matcher = PERCENT.matcher(value);
    return matcher.matches() ? Optional.of(new BigDecimal(matcher.group(1))) : Optional.empty();
  }

  /** Seconds: {@code 600}, {@code 10min}, {@code 2h}, {@code 3days}, {@code 1wk}. */
  static Optional<BigDecimal> seconds(String value) {
    Matcher matcher = TIME.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2);
    long factor = unit == null ? 1 : SECONDS.getOrDefault(unit.charAt(0), 1L);
    BigDecimal seconds = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
    return seconds.compareTo(BigDecimal.valueOf(0xffff_ffffL)) <= 0
        ? Optional.of(seconds)
        : Optional.empty();
  }

  /** A decimal number that is not negative. */
  static Optional<BigDecimal> decimal(String value) {
    return DECIMAL.matcher(value).matches() ? Optional.of(new BigDecimal(value)) : Optional.empty();
  }
}
