package dev.bricklayer.api.peer;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks at a node that is to join, over its peer port. */
public interface PeerProbe {
  /**
   * Who is there.
   *
   * @param address {@code host:port}
   * @throws dev.bricklayer.config.error.ClusterException {@code NODE_UNREACHABLE} with GD2's text
   *     when nobody answers within 5 s
   */
  Hello hello(String address);

  /**
   * What a node tells of itself.
   *
   * @param peers how many peers its cluster has, itself included
   * @param bricks what its bricks are when no glusterfsd serves them
   */
  record Hello(
      UUID peerId,
      String name,
      UUID clusterId,
      int peers,
      int volumes,
      int level,
      List<String> peerAddresses,
      List<String> clientAddresses,
      @Nullable String bricks) {}
}
