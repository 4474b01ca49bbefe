package dev.bricklayer.node.identity;

import java.util.List;
import java.util.UUID;

/**
 * Everything that a node must not forget about itself; one file, so that it changes as a whole.
 *
 * @param secret the cluster's secret, 64 lower-case hex characters
 * @param etcd what the node is in the embedded etcd, which decides how it is started again
 * @param peers the other nodes that lead to the cluster's etcd
 */
public record IdentityState(
    UUID peerId,
    UUID clusterId,
    String secret,
    Membership membership,
    EtcdRole etcd,
    List<KnownPeer> peers) {
  public IdentityState {
    peers = List.copyOf(peers);
  }

  /** What a node is in the embedded etcd. */
  public enum EtcdRole {
    /** Its data folder is there or may be begun: it starts as what the folder says. */
    MEMBER,
    /** It runs no etcd and reaches that of others. */
    CLIENT
  }

  public IdentityState withMembership(Membership now) {
    return new IdentityState(peerId, clusterId, secret, now, etcd, peers);
  }

  public IdentityState withEtcd(EtcdRole now) {
    return new IdentityState(peerId, clusterId, secret, membership, now, peers);
  }

  public IdentityState withPeers(List<KnownPeer> now) {
    return new IdentityState(peerId, clusterId, secret, membership, etcd, now);
  }

  public IdentityState withCluster(UUID id, String newSecret) {
    return new IdentityState(peerId, id, newSecret, membership, etcd, peers);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "peer " + peerId + " of cluster " + clusterId + ", " + membership + ", etcd " + etcd;
  }
}
