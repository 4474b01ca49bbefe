package dev.bricklayer.activities.xlator;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of {@code xlator_api_t} and {@code volume_option_t} are, on LP64. Glusterfs
 * moved fields with version 11, and a wrong offset reads garbage silently, so a layout counts only
 * when the identifier found with it reads like a name.
 */
enum StructLayout {
  /** glusterfs 4.1 to 10. */
  UP_TO_10(24, 32, 584, 40, 48, 56, 568, 576, 588, 620),
  /** From glusterfs 11: no flags and id before the identifier, {@code validate} after the type. */
  FROM_11(16, 24, 36, 40, 48, 56, 568, 576, 584, 616);

  /** The size of one {@code volume_option_t} in every version. */
  static final int STRIDE = 1152;

  private static final int MOST_OPTIONS = 512;
  private static final int MOST_NAMES = 4;
  private static final int MOST_VALUES = 64;
  private static final int KEY = 0;
  private static final int TYPE = 32;
  private static final int TAGS = 624;
  private static final int SETKEY = 1136;
  private static final int LEVEL = 1144;
  private static final int LONGEST_IDENTIFIER = 64;

  private final int identifier;
  private final int options;
  private final int validate;
  private final int min;
  private final int max;
  private final int value;
  private final int defaultValue;
  private final int description;
  private final int opVersion;
  private final int flags;

  StructLayout(
      int identifier,
      int options,
      int validate,
      int min,
      int max,
      int value,
      int defaultValue,
      int description,
      int opVersion,
      int flags) {
    this.identifier = identifier;
    this.options = options;
    this.validate = validate;
    this.min = min;
    this.max = max;
    this.value = value;
    this.defaultValue = defaultValue;
    this.description = description;
    this.opVersion = opVersion;
    this.flags = flags;
  }

  /** The layout with which the api's identifier is a name, null when none fits. */
  static @Nullable StructLayout of(Pointer api) {
    for (StructLayout layout : values()) {
      if (layout.identifier(api) != null) {
        return layout;
      }
    }
    return null;
  }

  /** The name that the xlator gives itself; null when these bytes are not a name. */
  @Nullable String identifier(Pointer api) {
    Pointer text = api.getPointer(identifier);
    if (text == null || Pointer.nativeValue(text) < 4096) {
      return null;
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < LONGEST_IDENTIFIER; i++) {
      char c = (char) (text.getByte(i) & 0xff);
      if (c == 0) {
        return name.length() < 2 ? null : name.toString();
      }
      if (!Character.isLetterOrDigit(c) && c != '-' && c != '_' || c > 126) {
        return null;
      }
      name.append(c);
    }
    return null;
  }

  /** The api's table of options, null when it has none. */
  @Nullable Pointer options(Pointer api) {
    return api.getPointer(options);
  }

  /** Copies a table up to its end, the entry without a key. */
  List<XlatorOption> read(Pointer table) {
    List<XlatorOption> found = new ArrayList<>();
    for (int i = 0; i < MOST_OPTIONS; i++) {
      Pointer entry = table.share((long) i * STRIDE);
      List<String> names = strings(entry, KEY, MOST_NAMES);
      if (names.isEmpty()) {
        return found;
      }
      found.add(option(entry, names));
    }
    throw new IllegalStateException("a table of more than " + MOST_OPTIONS + " options");
  }

  private XlatorOption option(Pointer entry, List<String> names) {
    List<Integer> opVersions = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      opVersions.add(entry.getInt(opVersion + 4L * i));
    }
    return new XlatorOption(
        names,
        OptionType.of(entry.getInt(TYPE)),
        entry.getDouble(min),
        entry.getDouble(max),
        RangeCheck.of(entry.getInt(validate)),
        strings(entry, value, MOST_VALUES),
        string(entry, defaultValue),
        string(entry, description),
        opVersions,
        entry.getInt(flags),
        strings(entry, TAGS, MOST_VALUES),
        string(entry, SETKEY),
        OptionLevel.of(entry.getInt(LEVEL)));
  }

  private static @Nullable String string(Pointer entry, int offset) {
    Pointer text = entry.getPointer(offset);
    return text == null ? null : text.getString(0, "UTF-8");
  }

  private static List<String> strings(Pointer entry, int offset, int most) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      String text = string(entry, offset + 8 * i);
      if (text == null) {
        break;
      }
      found.add(text);
    }
    return found;
  }
}
