package dev.bricklayer.activities.xlator;

/** The type of an xlator's option; the order is glusterfs's {@code volume_option_type_t}. */
public enum OptionType {
  ANY,
  STR,
  INT,
  SIZET,
  PERCENT,
  PERCENT_OR_SIZET,
  BOOL,
  XLATOR,
  PATH,
  TIME,
  DOUBLE,
  INTERNET_ADDRESS,
  INTERNET_ADDRESS_LIST,
  PRIORITY_LIST,
  SIZE_LIST,
  CLIENT_AUTH_ADDR;

  /** The type of that number; a number that a newer glusterfs added reads as {@link #ANY}. */
  static OptionType of(int number) {
    OptionType[] all = values();
    return number >= 0 && number < all.length ? all[number] : ANY;
  }
}
