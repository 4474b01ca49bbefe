package dev.bricklayer.activities.xlator;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks options of requests against the installed xlators; its error texts are GD2's. */
public final class OptionValidator {

  private final XlatorTables tables;
  private final Set<String> switches;

  /**
   * @param switches full ids of the xlators that can be switched on or off
   */
  public OptionValidator(XlatorTables tables, Set<String> switches) {
    this.tables = tables;
    this.switches = Set.copyOf(switches);
  }

  /**
   * The key that the user's text names, whether or not it may be set.
   *
   * @throws ClusterException {@link ErrorCode#INVALID_REQUEST} for a key that names nothing
   */
  public OptionKey key(String text) {
    return OptionKey.resolve(text, tables, switches);
  }

  /**
   * The same options by normalised key.
   *
   * @throws ClusterException {@link ErrorCode#INVALID_REQUEST} that says which option is wrong and
   *     why
   */
  public Map<String, String> validate(Map<String, String> options, AllowedLevels allowed) {
    Map<String, String> normalised = new TreeMap<>();
    for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
      OptionKey key = key(option.getKey());
      check(option.getKey(), key, option.getValue(), allowed);
      @Nullable String before = normalised.put(key.normalised(), option.getValue());
      if (before != null && !before.equals(option.getValue())) {
        throw invalid(option.getKey(), "option " + key.normalised() + " is given two values");
      }
    }
    return normalised;
  }

  private static void check(String text, OptionKey key, String value, AllowedLevels allowed) {
    XlatorOption option = key.option();
    if (!option.settable()) {
      throw invalid(text, "option " + text + " cannot be set");
    }
    if (!allowed.allows(option.level())) {
      String level = option.level().wire().toLowerCase(Locale.ROOT);
      String article = option.level() == OptionLevel.DEPRECATED ? "a" : "an";
      throw invalid(
          text,
          String.format(
              "option %s is %s %s option. To set it pass the %s flag",
              text, article, level, level));
    }
    @Nullable String complaint = ValueCheck.complaint(option, value);
    if (complaint != null) {
      throw invalid(
          text, "failed to validate value(" + value + ") for key(" + text + "): " + complaint);
    }
  }

  private static ClusterException invalid(String option, String sentence) {
    return new ClusterException(ErrorCode.INVALID_REQUEST, sentence, Map.of("option", option));
  }
}
