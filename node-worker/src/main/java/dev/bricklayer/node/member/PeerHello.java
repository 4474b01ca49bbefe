package dev.bricklayer.node.member;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's answer to a greeting; it needs no secret.
 *
 * @param peers how many peers its cluster has, itself included; 0 while it cannot tell
 * @param embeddedEtcd whether its etcd is one that the nodes run
 * @param bricks what its bricks are when no glusterfsd serves them; null when one does
 */
public record PeerHello(
    UUID peerId,
    String name,
    UUID clusterId,
    int peers,
    int volumes,
    String version,
    int level,
    List<String> peerAddresses,
    List<String> clientAddresses,
    boolean embeddedEtcd,
    @Nullable String bricks) {
  public PeerHello {
    peerAddresses = List.copyOf(peerAddresses);
    clientAddresses = List.copyOf(clientAddresses);
  }
}
