package dev.bricklayer.node.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a node must not forget about itself; one file, so that it changes as a whole.
 *
 * @param secret the cluster's secret, 64 lower-case hex characters
 * @param etcd its member of the embedded etcd; null when it runs none and reaches that of others
 * @param peers the other nodes that hold members, which lead to the cluster's etcd
 * @param dismissed the last operations that were undone here, so that a late step of one is refused
 * @param serial one more with each change: an older copy of the file tells itself by it
 */
public record IdentityState(
    UUID peerId,
    UUID clusterId,
    String secret,
    Membership membership,
    @Nullable EtcdMember etcd,
    List<KnownPeer> peers,
    List<UUID> dismissed,
    long serial) {
  private static final int REMEMBERED = 16;

  public IdentityState {
    peers = peers == null ? List.of() : List.copyOf(peers);
    dismissed = dismissed == null ? List.of() : List.copyOf(dismissed);
  }

  public IdentityState withMembership(Membership now) {
    return new IdentityState(peerId, clusterId, secret, now, etcd, peers, dismissed, serial);
  }

  public IdentityState withEtcd(@Nullable EtcdMember now) {
    return new IdentityState(peerId, clusterId, secret, membership, now, peers, dismissed, serial);
  }

  public IdentityState withPeers(List<KnownPeer> now) {
    return new IdentityState(peerId, clusterId, secret, membership, etcd, now, dismissed, serial);
  }

  public IdentityState withCluster(UUID id, String newSecret) {
    return new IdentityState(peerId, id, newSecret, membership, etcd, peers, dismissed, serial);
  }

  /** Notes that whatever else that operation wants here comes too late. */
  public IdentityState withDismissed(UUID operation) {
    List<UUID> now = new ArrayList<>(dismissed);
    now.remove(operation);
    now.add(operation);
    List<UUID> last = now.subList(Math.max(0, now.size() - REMEMBERED), now.size());
    return new IdentityState(peerId, clusterId, secret, membership, etcd, peers, last, serial);
  }

  IdentityState withSerial(long now) {
    return new IdentityState(peerId, clusterId, secret, membership, etcd, peers, dismissed, now);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "peer " + peerId + " of cluster " + clusterId + ", " + membership + ", etcd " + etcd;
  }
}
