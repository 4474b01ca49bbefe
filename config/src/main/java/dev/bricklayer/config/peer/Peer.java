package dev.bricklayer.config.peer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A storage node of the cluster.
 *
 * @param peerAddresses {@code host:port} for nodes, the one used to add it first; bricks and
 *     clients use its host part
 * @param clientAddresses {@code host:port} of the ReST and volfile port
 * @param metadata {@code _zone}, {@code _bricks} where they are simulated, and the user's own keys
 * @param level the newest cluster level that the node's software understands
 */
public record Peer(
    UUID id,
    String name,
    List<String> peerAddresses,
    List<String> clientAddresses,
    Map<String, String> metadata,
    int level) {

  /** The metadata key of a node whose bricks are not what they seem; its only value so far. */
  public static final String BRICKS = "_bricks";

  /** See {@link #BRICKS}. */
  public static final String SIMULATED = "simulated";

  public Peer {
    peerAddresses = List.copyOf(peerAddresses);
    clientAddresses = List.copyOf(clientAddresses);
    metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** Whether its bricks are simulated: there is no process behind them and no data in them. */
  public boolean simulatesBricks() {
    return SIMULATED.equals(metadata.get(BRICKS));
  }

  /** The host part of its first peer address; what brick hosts and volfiles say. */
  public String host() {
    String first = peerAddresses.get(0);
    int colon = first.lastIndexOf(':');
    String host = colon < 0 ? first : first.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
