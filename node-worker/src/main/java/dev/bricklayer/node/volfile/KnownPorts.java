package dev.bricklayer.node.volfile;

import dev.bricklayer.config.cluster.BrickPort;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.rpc.SignedInBricks;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ports of bricks that a client cannot ask for, because it asks at port 24007 of the brick's host
 * and nowhere else.
 */
public final class KnownPorts {
  private static final String ASKED = ":24007";

  private final UUID self;
  private final SignedInBricks here;
  private final Supplier<Optional<ClusterView>> view;

  public KnownPorts(UUID self, SignedInBricks here, Supplier<Optional<ClusterView>> view) {
    this.self = self;
    this.here = here;
    this.view = view;
  }

  /** The port to write into a client's volfile; empty where the client can ask. */
  public OptionalInt of(Brick brick) {
    Optional<ClusterView> known = view.get();
    if (known.isEmpty()
        || known.get().peer(brick.peerId()).map(KnownPorts::canBeAsked).orElse(true)) {
      return OptionalInt.empty();
    }
    if (brick.peerId().equals(self)) {
      return here.find(brick.path())
          .map(signedIn -> OptionalInt.of(signedIn.port()))
          .orElse(OptionalInt.empty());
    }
    BrickPort port = known.get().ports().get(brick.peerId() + brick.path());
    return port == null ? OptionalInt.empty() : OptionalInt.of(port.port());
  }

  /**
   * The port of another node's brick whose clients ask here, because the nodes share an address.
   */
  public static OptionalInt ofNeighbour(ClusterView view, UUID self, String path) {
    String host = view.peer(self).map(Peer::host).orElse("");
    for (Map.Entry<String, BrickPort> entry : view.ports().entrySet()) {
      if (entry.getValue().host().equals(host)
          && entry.getKey().endsWith(path)
          && entry.getKey().length() == path.length() + 36) {
        return OptionalInt.of(entry.getValue().port());
      }
    }
    return OptionalInt.empty();
  }

  private static boolean canBeAsked(Peer peer) {
    return peer.clientAddresses().stream().allMatch(address -> address.endsWith(ASKED));
  }
}
