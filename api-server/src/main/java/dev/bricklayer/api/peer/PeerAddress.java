package dev.bricklayer.api.peer;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Map;

/** {@code host:port} of a peer port; {@code host} alone means port 24008. */
public record PeerAddress(String host, int port) {
  public static final int DEFAULT_PORT = 24008;

  /**
   * @throws ClusterException {@code INVALID_REQUEST} with GD2's text
   */
  public static PeerAddress parse(String text) {
    String rest = text.strip();
    int port = DEFAULT_PORT;
    String host = rest;
    if (rest.startsWith("[")) {
      int end = rest.indexOf(']');
      if (end < 0) {
        throw wrong(text, "a '[' is not closed");
      }
      host = rest.substring(1, end);
      rest = rest.substring(end + 1);
      if (rest.startsWith(":")) {
        port = port(text, rest.substring(1));
      }
    } else if (rest.indexOf(':') >= 0 && rest.indexOf(':') == rest.lastIndexOf(':')) {
      host = rest.substring(0, rest.indexOf(':'));
      port = port(text, rest.substring(rest.indexOf(':') + 1));
    }
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c > 126)) {
      throw wrong(text, "the host is empty or has characters that no host has");
    }
    return new PeerAddress(host, port);
  }

  private static int port(String text, String number) {
    try {
      int port = Integer.parseInt(number);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw wrong(text, "the port is not a number");
    }
    throw wrong(text, "the port is not in 1 to 65535");
  }

  private static ClusterException wrong(String text, String reason) {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST,
        "failed to parse remote address",
        Map.of("address", text, "reason", reason));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
