package dev.bricklayer.node.tls;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How nodes talk to each other. */
public enum TlsMode {
  /** In plain text. */
  OFF,
  /** By TLS with whoever can, in plain text with the rest: on the way from one to the other. */
  PERMISSIVE,
  /** By TLS, both sides with a certificate of the cluster's authority. */
  ON;

  /**
   * From the configuration. YAML takes {@code on} and {@code off} for true and false.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static TlsMode of(Object value) {
    if (value instanceof Boolean on) {
      return on ? ON : OFF;
    }
    for (TlsMode mode : values()) {
      if (mode.text().equals(value)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("'" + value + "' is none of off, permissive and on");
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
