package dev.bricklayer.activities.xlator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option as the xlator's library describes it ({@code volume_option_t}).
 *
 * @param names the option's name and its other names
 * @param min lower bound; no bounds hold when both are 0 and {@code range} is BOTH
 * @param allowed the values that an enumerated string may take; empty for free text
 * @param defaultValue what the xlator uses when the volfile does not say, null when that depends on
 *     the graph; may hold {@code {{ brick.path }}}-like variables
 * @param opVersions the cluster version from which each name exists
 * @param flags bits of {@code opt_flags_t}
 * @param setkey the key to write in a volfile instead of the name; may hold variables
 */
public record XlatorOption(
    List<String> names,
    OptionType type,
    double min,
    double max,
    RangeCheck range,
    List<String> allowed,
    @Nullable String defaultValue,
    @Nullable String description,
    List<Integer> opVersions,
    int flags,
    List<String> tags,
    @Nullable String setkey,
    OptionLevel level) {

  private static final int SETTABLE = 1;
  private static final int FORCE = 8;
  private static final int NEVER_RESET = 16;

  public XlatorOption {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("an option has at least one name");
    }
    names = List.copyOf(names);
    allowed = List.copyOf(allowed);
    opVersions = List.copyOf(opVersions);
    tags = List.copyOf(tags);
  }

  /** The first of its names. */
  @JsonIgnore
  public String name() {
    return names.get(0);
  }

  /** What a volfile calls it. */
  @JsonIgnore
  public String volfileKey() {
    return setkey != null ? setkey : name();
  }

  /** Whether a user may set it. */
  @JsonIgnore
  public boolean settable() {
    return (flags & SETTABLE) != 0 && type != OptionType.ANY && type != OptionType.XLATOR;
  }

  /** Whether a reset needs the user's {@code force}. */
  @JsonIgnore
  public boolean resetNeedsForce() {
    return (flags & FORCE) != 0;
  }

  /** Whether it keeps its value for the life of a volume. */
  @JsonIgnore
  public boolean neverReset() {
    return (flags & NEVER_RESET) != 0;
  }

  /** The switch of an xlator that has no option of its own name. */
  static XlatorOption switchOf(String xlator) {
    return new XlatorOption(
        List.of(xlator),
        OptionType.BOOL,
        0,
        0,
        RangeCheck.BOTH,
        List.of(),
        null,
        null,
        List.of(),
        SETTABLE,
        List.of(),
        null,
        OptionLevel.ADVANCED);
  }

  XlatorOption withSettable() {
    return new XlatorOption(
        names,
        type,
        min,
        max,
        range,
        allowed,
        defaultValue,
        description,
        opVersions,
        flags | SETTABLE,
        tags,
        setkey,
        level);
  }
}
