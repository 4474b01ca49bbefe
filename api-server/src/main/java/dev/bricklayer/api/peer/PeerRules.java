package dev.bricklayer.api.peer;

import dev.bricklayer.api.volume.MetadataLimits;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may join and who may leave; texts are GD2's. */
final class PeerRules {

  private PeerRules() {}

  static void checkMetadata(Map<String, String> wished) {
    for (Map.Entry<String, String> entry : wished.entrySet()) {
      if (entry.getKey().startsWith("_")) {
        throw new ClusterException(
            ErrorCode.INVALID_REQUEST,
            "key names starting with '_' are restricted in metadata field",
            Map.of("key", entry.getKey()));
      }
    }
    MetadataLimits.checkMetadata(wished);
  }

  /**
   * The peer's metadata with its zone, which is the peer itself unless the request names one, and
   * with what it says of its bricks.
   */
  static Map<String, String> metadata(
      Map<String, String> wished, @Nullable String zone, PeerProbe.Hello hello) {
    if (zone != null) {
      MetadataLimits.checkValue("the zone", zone);
    }
    Map<String, String> metadata = new TreeMap<>(wished);
    metadata.put("_zone", zone == null || zone.isEmpty() ? hello.peerId().toString() : zone);
    if (hello.bricks() != null) {
      metadata.put(Peer.BRICKS, hello.bricks());
    }
    return metadata;
  }

  static void rejectKnownAddress(String address, ClusterView view) {
    for (Peer peer : view.peers()) {
      if (peer.peerAddresses().contains(address)) {
        throw exists(peer.id());
      }
    }
  }

  static Peer joiner(
      PeerProbe.Hello hello,
      String address,
      UUID self,
      ClusterView view,
      Map<String, String> metadata) {
    if (hello.peerId().equals(self)) {
      throw new ClusterException(
          ErrorCode.PEER_EXISTS,
          "Peer exists with given addresses (ID: " + self + "): it is this node itself");
    }
    if (view.peer(hello.peerId()).isPresent()) {
      throw exists(hello.peerId());
    }
    if (hello.peers() > 1) {
      throw refused("peer is part of another cluster", hello);
    }
    if (hello.volumes() > 0) {
      throw refused("peer has existing volumes", hello);
    }
    List<String> addresses = new ArrayList<>();
    addresses.add(address);
    hello.peerAddresses().stream().filter(other -> !other.equals(address)).forEach(addresses::add);
    return new Peer(
        hello.peerId(), hello.name(), addresses, hello.clientAddresses(), metadata, hello.level());
  }

  static Peer removable(UUID id, UUID self, ClusterView view) {
    Peer peer =
        view.peer(id)
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.PEER_NOT_FOUND,
                        "peer not found",
                        Map.of("peer-id", id.toString())));
    if (id.equals(self)) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "removing self is disallowed; ask another peer to do it");
    }
    long bricks = view.bricksOn(id).size();
    if (bricks > 0) {
      throw new ClusterException(
          ErrorCode.FORBIDDEN,
          "cannot delete peer, peer has bricks",
          Map.of("peer-id", id.toString(), "bricks", Long.toString(bricks)));
    }
    if (view.engine().map(engine -> id.equals(engine.peer())).orElse(false)) {
      throw new ClusterException(
          ErrorCode.FORBIDDEN,
          "the peer runs the cluster's workflow engine and cannot be removed",
          Map.of("peer-id", id.toString()));
    }
    return peer;
  }

  /** The id in a path. */
  static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "Invalid peer-id: it is not a UUID", Map.of("peer-id", text));
    }
  }

  private static ClusterException exists(UUID id) {
    return new ClusterException(
        ErrorCode.PEER_EXISTS,
        "Peer exists with given addresses (ID: " + id + ")",
        Map.of("peer-id", id.toString()));
  }

  private static ClusterException refused(String message, PeerProbe.Hello hello) {
    return new ClusterException(
        ErrorCode.PEER_REFUSED, message, Map.of("peer-id", hello.peerId().toString()));
  }
}
