package dev.bricklayer.node.facts;

import dev.bricklayer.activities.brick.NodeOrphans;
import dev.bricklayer.activities.brick.Orphan;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What belongs to nobody on a node, looked for by the node itself at the moment of the question.
 */
public final class OrphanCalls {
  private static final String CALL = "orphans";
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final UUID self;
  private final PeerClient client;
  private final Supplier<Optional<NodeOrphans>> own;

  /**
   * @param own this node's, empty while it belongs to no cluster
   */
  public OrphanCalls(UUID self, PeerClient client, Supplier<Optional<NodeOrphans>> own) {
    this.self = self;
    this.client = client;
    this.own = own;
  }

  record Asked() {}

  record Told(List<Orphan> orphans) {}

  /** Answers such questions from other nodes. */
  public OrphanCalls serve(PeerCalls calls) {
    calls.on(CALL, Asked.class, (caller, asked) -> new Told(local()));
    return this;
  }

  /**
   * @throws ClusterException {@code NODE_UNREACHABLE} when the node does not answer in 5 s; {@code
   *     UNAVAILABLE} when it cannot say
   */
  public List<Orphan> of(Peer peer) {
    return peer.id().equals(self)
        ? local()
        : client
            .call(peer.peerAddresses().get(0), peer.id(), CALL, new Asked(), Told.class, DEADLINE)
            .orphans();
  }

  private List<Orphan> local() {
    return own.get()
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.UNAVAILABLE, "the node is starting or changing clusters"))
        .list();
  }
}
