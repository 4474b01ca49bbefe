package dev.bricklayer.node.link;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** {@code host:port} of a peer port; an IPv6 address stands in brackets. */
public record PeerAddress(String host, int port) {
  public static final int DEFAULT_PORT = 24008;

  /**
   * Reads {@code host}, {@code host:port}, {@code [v6]} or {@code [v6]:port}.
   *
   * @throws ClusterException {@code INVALID_REQUEST} with GD2's text
   */
  public static PeerAddress parse(String text) {
    String host = text.strip();
    int port = DEFAULT_PORT;
    int bracket = host.lastIndexOf(']');
    int colon = host.lastIndexOf(':');
    boolean bareV6 = bracket < 0 && colon != host.indexOf(':');
    if (colon > bracket && !bareV6) {
      port = port(text, host.substring(colon + 1));
      host = host.substring(0, colon);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    boolean plausible = !host.isEmpty() && host.length() <= 253;
    for (int i = 0; i < host.length() && plausible; i++) {
      char c = host.charAt(i);
      plausible = c < 128 && (Character.isLetterOrDigit(c) || "-._:%".indexOf(c) >= 0);
    }
    if (!plausible || (host.indexOf(':') >= 0 && !isV6(host))) {
      throw bad(text);
    }
    return new PeerAddress(host, port);
  }

  /** Whether it is a literal; a colon is in nothing else, so that nothing is looked up here. */
  private static boolean isV6(String host) {
    int zone = host.indexOf('%');
    try {
      InetAddress.getByName("[" + (zone < 0 ? host : host.substring(0, zone)) + "]");
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int port(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port > 0 && port <= 65535 && Character.isDigit(digits.charAt(0))) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw bad(text);
    }
    throw bad(text);
  }

  private static ClusterException bad(String text) {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST,
        "failed to parse remote address: '" + text + "' is not host or host:port",
        Map.of("address", text));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
