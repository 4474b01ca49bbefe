package dev.bricklayer.cli.naming;

import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The cluster's peers, to find one by what a user calls it. */
public final class PeerDirectory {
  private static final int ID_LENGTH = 36;

  private final List<JsonObject> peers;

  PeerDirectory(List<JsonObject> peers) {
    this.peers = peers;
  }

  public static PeerDirectory fetch(Session session) {
    return new PeerDirectory(session.readList(Request.get("/v1/peers")));
  }

  /** One that knows nobody. */
  public static PeerDirectory empty() {
    return new PeerDirectory(List.of());
  }

  /** Whether the text is a peer's id, so that nobody has to be asked for it. */
  public static boolean isId(String text) {
    if (text.length() != ID_LENGTH) {
      return false;
    }
    for (int i = 0; i < ID_LENGTH; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = text.charAt(i);
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The id of the peer of that id, host, address or name.
   *
   * @throws CommandException if there is none, or more than one
   */
  public String id(String wanted) {
    String host = bare(wanted);
    List<String> ids = new ArrayList<>();
    for (JsonObject peer : peers) {
      if (peer.text("id").equalsIgnoreCase(wanted)) {
        return peer.text("id");
      }
      if (named(peer, host)) {
        ids.add(peer.text("id"));
      }
    }
    if (ids.isEmpty()) {
      throw CommandException.failed(
          "no peer has the address, name or id '" + wanted + "'; there " + known());
    }
    if (ids.size() > 1) {
      throw CommandException.failed(
          ids.size() + " peers are called '" + wanted + "': use one of the ids " + joined(ids));
    }
    return ids.get(0);
  }

  /** The name of the peer of that id, or the id if it is not known. */
  public String name(String id) {
    for (JsonObject peer : peers) {
      if (peer.text("id").equals(id) && !peer.text("name").isEmpty()) {
        return peer.text("name");
      }
    }
    return id;
  }

  private static boolean named(JsonObject peer, String wanted) {
    if (peer.text("name").equals(wanted)) {
      return true;
    }
    for (String address : peer.texts("peer-addresses")) {
      if (address.equals(wanted) || host(address).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** The host part of {@code host:port}, without the brackets of IPv6. */
  public static String host(String address) {
    int colon = address.lastIndexOf(':');
    boolean port = colon > 0 && (address.indexOf(':') == colon || address.startsWith("["));
    return bare(port ? address.substring(0, colon) : address);
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private String known() {
    List<String> hosts = new ArrayList<>();
    for (JsonObject peer : peers) {
      List<String> addresses = peer.texts("peer-addresses");
      hosts.add(addresses.isEmpty() ? peer.text("name") : host(addresses.get(0)));
    }
    return hosts.isEmpty() ? "are no peers" : "are " + joined(hosts);
  }

  private static String joined(List<String> texts) {
    return String.join(", ", texts);
  }
}
