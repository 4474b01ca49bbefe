package dev.bricklayer.node.member;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells others of itself and judges invitations by.
 *
 * @param level the newest cluster level that its software understands
 * @param bricks what its bricks are when no glusterfsd serves them; null when one does
 * @param cluster what its own cluster is just now; null while its configuration is not readable
 */
public record NodeFacts(
    String name,
    String version,
    int level,
    List<String> peerAddresses,
    List<String> clientAddresses,
    @Nullable String bricks,
    @Nullable OwnCluster cluster) {
  public NodeFacts {
    peerAddresses = List.copyOf(peerAddresses);
    clientAddresses = List.copyOf(clientAddresses);
  }

  /**
   * The node's own cluster.
   *
   * @param busy whether any operation is open
   */
  public record OwnCluster(int peers, int volumes, boolean busy) {}
}
