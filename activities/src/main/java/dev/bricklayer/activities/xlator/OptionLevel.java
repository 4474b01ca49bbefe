package dev.bricklayer.activities.xlator;

import com.fasterxml.jackson.annotation.JsonValue;

/** For whom an option is meant; the order is glusterfs's {@code opt_level_t}. */
public enum OptionLevel {
  ADVANCED("Advanced"),
  BASIC("Basic"),
  EXPERIMENTAL("Experimental"),
  DEPRECATED("Deprecated");

  private final String wire;

  OptionLevel(String wire) {
    this.wire = wire;
  }

  /** The spelling of the ReST API. */
  @JsonValue
  public String wire() {
    return wire;
  }

  static OptionLevel of(int number) {
    OptionLevel[] all = values();
    return number >= 0 && number < all.length ? all[number] : ADVANCED;
  }
}
