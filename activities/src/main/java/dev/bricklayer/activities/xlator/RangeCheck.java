package dev.bricklayer.activities.xlator;

/** Which bounds of an option hold; the order is glusterfs's {@code opt_validate_type_t}. */
public enum RangeCheck {
  BOTH,
  MIN,
  MAX;

  static RangeCheck of(int number) {
    RangeCheck[] all = values();
    return number >= 0 && number < all.length ? all[number] : BOTH;
  }
}
