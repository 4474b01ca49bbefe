package dev.bricklayer.activities.xlator;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Options that are set together under one name.
 *
 * @param options the values that switching the group on sets, by normalised key
 */
public record OptionGroup(String name, String description, Map<String, String> options) {

  public OptionGroup {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
