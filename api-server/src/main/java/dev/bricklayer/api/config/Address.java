package dev.bricklayer.api.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** {@code host:port} to listen on, {@code [v6]:port} for IPv6. */
public record Address(String host, int port) {

  /**
   * @throws IllegalArgumentException saying what is wrong
   */
  @JsonCreator
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("'" + text + "' is not an address of the form host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Address(host, port(text.substring(colon + 1), text));
  }

  /**
   * @throws IllegalArgumentException naming the key
   */
  static void checkPort(String key, int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(key + " " + port + " is not in 1 to 65535");
    }
  }

  private static int port(String number, String text) {
    try {
      int port = Integer.parseInt(number);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the port of '" + text + "' is not a number", e);
    }
    throw new IllegalArgumentException("the port of '" + text + "' is not in 1 to 65535");
  }

  /** Whether it means every address of the machine. */
  public boolean wildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  @JsonValue
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
