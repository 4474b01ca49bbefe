package dev.bricklayer.node.member;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.identity.EtcdMember;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives a peer that has lost its state folder the identity that it had. Nothing of the cluster's
 * configuration changes: the peer is one still, and its member of etcd is replaced by the others as
 * soon as it answers. May be repeated.
 */
public final class Readmission {
  private final NodeIdentity identity;
  private final JoinCalls calls;
  private final String address;
  private final boolean embeddedEtcd;
  private final Supplier<byte[]> shared;

  /**
   * @param address {@code host:port} under which other nodes reach this one's peer port
   * @param shared the secret of the ReST API, which all nodes have
   */
  public Readmission(
      NodeIdentity identity,
      PeerClient client,
      String address,
      boolean embeddedEtcd,
      Supplier<byte[]> shared) {
    this.identity = identity;
    this.calls = new JoinCalls(client);
    this.address = address;
    this.embeddedEtcd = embeddedEtcd;
    this.shared = shared;
  }

  /**
   * @throws ClusterException {@code NODE_UNREACHABLE} when nobody answers there, {@code
   *     PEER_REFUSED} when the node there knows who it is or has something of its own
   */
  public void readmit(Peer peer) {
    if (peer.id().equals(identity.peerId())) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "this is the peer itself, and it knows who it is; ask another node",
          Map.of("peer-id", peer.id().toString()));
    }
    IdentityState state = identity.state();
    calls.readmit(
        peer.peerAddresses().get(0),
        new JoinCalls.Readmit(
            peer.id(),
            state.clusterId(),
            state.secret(),
            address,
            embeddedEtcd,
            embeddedEtcd ? holders(state, peer) : List.of(),
            JoinCalls.Readmit.proof(shared.get(), peer.id(), state.clusterId(), state.secret())));
  }

  private List<KnownPeer> holders(IdentityState state, Peer peer) {
    List<KnownPeer> holders = new ArrayList<>();
    EtcdMember own = state.etcd();
    if (own != null) {
      holders.add(new KnownPeer(state.peerId(), address, own.voter()));
    }
    state.peers().stream().filter(known -> !known.peer().equals(peer.id())).forEach(holders::add);
    return holders;
  }
}
