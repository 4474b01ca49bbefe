package dev.bricklayer.activities.xlator;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a value is one that the xlator will take; says why not. */
final class ValueCheck {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal BLOCK = BigDecimal.valueOf(512);

  /** Host names and IPv4; only digits and dots count as a host name too, as in glusterfs. */
  private static final Pattern HOST =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[A-Za-z0-9._-]+)?");
  private static final Pattern WILD = Pattern.compile("[0-9a-fA-F.:]*\\*|([0-9]+\\.){0,3}[0-9*]+");
  private static final Pattern NETWORK =
      Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}/(3[0-2]|[12]?[0-9])");

  private ValueCheck() {}

  /** Why the option cannot have this value, null when it can. */
  static @Nullable String complaint(XlatorOption option, String value) {
    if (value.isEmpty()) {
      return "the value is empty";
    }
    if (value.chars().anyMatch(c -> c == '`' || Character.isISOControl(c))) {
      return "a value holds no back quotes and no control characters";
    }
    return switch (option.type()) {
      case ANY, XLATOR -> "options of this type cannot be set";
      case STR -> oneOf(option.allowed(), value);
      case BOOL -> OptionValue.isBoolean(value) ? null : "on or off is expected";
      case INT -> number(option, OptionValue.integer(value), "an integer is expected");
      case SIZET -> number(option, OptionValue.size(value), "a size such as 64MB is expected");
      case TIME ->
          number(option, OptionValue.seconds(value), "a time such as 600 or 10min is expected");
      case DOUBLE -> number(option, OptionValue.decimal(value), "a number is expected");
      case PERCENT -> percent(value);
      case PERCENT_OR_SIZET -> percentOrSize(option, value);
      case PATH -> path(value);
      case INTERNET_ADDRESS -> isAddress(value) ? null : "a host name or an IP address is expected";
      case INTERNET_ADDRESS_LIST ->
          all(value, ValueCheck::isAddressPattern)
              ? null
              : "a list of host names, addresses, networks or patterns such as 10.0.* is expected";
      case PRIORITY_LIST ->
          all(value, ValueCheck::isPriority) ? null : "a list such as *.jpg:2,*.html:1 is expected";
      case SIZE_LIST ->
          all(value, element -> isBlockSize(option, element))
              ? null
              : "a size that is a multiple of 512, or a list such as *.img:2MB is expected";
      case CLIENT_AUTH_ADDR ->
          all(value, ValueCheck::isMountAuth) ? null : "a list such as /dir(host|host) is expected";
    };
  }

  private static @Nullable String oneOf(List<String> allowed, String value) {
    return allowed.isEmpty() || allowed.contains(value)
        ? null
        : "one of " + String.join(", ", allowed) + " is expected";
  }

  private static @Nullable String number(
      XlatorOption option, Optional<BigDecimal> number, String expected) {
    return number.isEmpty() ? expected : range(option, number.get());
  }

  private static @Nullable String range(XlatorOption option, BigDecimal number) {
    boolean unbounded = option.range() == RangeCheck.BOTH && option.min() == 0 && option.max() == 0;
    double is = number.doubleValue();
    boolean low = option.range() != RangeCheck.MAX && is < option.min();
    boolean high = option.range() != RangeCheck.MIN && is > option.max();
    if (unbounded || !low && !high) {
      return null;
    }
    return switch (option.range()) {
      case BOTH -> "the value is not between " + text(option.min()) + " and " + text(option.max());
      case MIN -> "the value is less than " + text(option.min());
      case MAX -> "the value is more than " + text(option.max());
    };
  }

  private static String text(double bound) {
    return Double.isInfinite(bound) ? "infinity" : new BigDecimal(bound).toPlainString();
  }

  private static @Nullable String percent(String value) {
    Optional<BigDecimal> percent = OptionValue.percent(value);
    return percent.isPresent() && percent.get().compareTo(HUNDRED) <= 0
        ? null
        : "a percentage from 0 to 100 is expected";
  }

  /** A bare number up to 100 is a percentage, as in glusterfs. */
  private static @Nullable String percentOrSize(XlatorOption option, String value) {
    if (percent(value) == null) {
      return null;
    }
    return number(
        option, OptionValue.size(value), "a percentage or a size such as 10GB is expected");
  }

  private static @Nullable String path(String value) {
    if (!value.startsWith("/")) {
      return "an absolute path is expected";
    }
    return value.contains("../") ? "a path without ../ is expected" : null;
  }

  private static boolean all(String list, Predicate<String> good) {
    for (String element : list.split(",", -1)) {
      if (!good.test(element.trim())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAddress(String value) {
    return HOST.matcher(value).matches() || IPV6.matcher(value).matches();
  }

  private static boolean isAddressPattern(String value) {
    return isAddress(value) || WILD.matcher(value).matches() || NETWORK.matcher(value).matches();
  }

  private static boolean isPriority(String element) {
    int colon = element.lastIndexOf(':');
    return colon > 0 && OptionValue.integer(element.substring(colon + 1)).isPresent();
  }

  private static boolean isBlockSize(XlatorOption option, String element) {
    Optional<BigDecimal> size = OptionValue.size(element.substring(element.lastIndexOf(':') + 1));
    return size.isPresent()
        && size.get().remainder(BLOCK).signum() == 0
        && size.get().doubleValue() >= option.min();
  }

  private static boolean isMountAuth(String element) {
    int open = element.indexOf('(');
    if (open < 0) {
      return element.startsWith("/") || isAddressPattern(element);
    }
    if (!element.startsWith("/") || !element.endsWith(")")) {
      return false;
    }
    for (String host : element.substring(open + 1, element.length() - 1).split("\\|", -1)) {
      if (!isAddressPattern(host)) {
        return false;
      }
    }
    return true;
  }
}
