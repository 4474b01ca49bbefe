package dev.bricklayer.node.facts;

import dev.bricklayer.activities.brick.NodeBrickActivities;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.workflows.volume.PrepareCheck;
import dev.bricklayer.workflows.volume.StartCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node would refuse, looked at by the node itself and changing nothing: this one, or another
 * one over its peer port. No engine is needed.
 */
public final class NodeChecks {
  private static final String CALL = "check";
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final UUID self;
  private final PeerClient client;
  private final Supplier<Optional<NodeBrickActivities>> bricks;

  /**
   * @param bricks this node's own, empty while it belongs to no cluster
   */
  public NodeChecks(UUID self, PeerClient client, Supplier<Optional<NodeBrickActivities>> bricks) {
    this.self = self;
    this.client = client;
    this.bricks = bricks;
  }

  /** One of the two. */
  record Asked(@Nullable PrepareCheck prepare, @Nullable StartCheck start) {}

  record Told(List<OperationError> refusals) {}

  /** Answers such questions from other nodes. */
  public NodeChecks serve(PeerCalls calls) {
    calls.on(CALL, Asked.class, (caller, asked) -> local(asked));
    return this;
  }

  /**
   * Why that node would not take these paths as bricks; empty when it would.
   *
   * @throws ClusterException {@code NODE_UNREACHABLE} when it does not answer in 5 s
   */
  public List<OperationError> prepare(Peer peer, PrepareCheck check) {
    return ask(peer, new Asked(check, null));
  }

  /**
   * Why that node would not start these bricks; empty when it would.
   *
   * @throws ClusterException {@code NODE_UNREACHABLE} when it does not answer in 5 s
   */
  public List<OperationError> start(Peer peer, StartCheck check) {
    return ask(peer, new Asked(null, check));
  }

  private List<OperationError> ask(Peer peer, Asked asked) {
    if (peer.id().equals(self)) {
      return local(asked).refusals();
    }
    return client
        .call(peer.peerAddresses().get(0), peer.id(), CALL, asked, Told.class, DEADLINE)
        .refusals();
  }

  private Told local(Asked asked) {
    NodeBrickActivities own =
        bricks
            .get()
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.UNAVAILABLE, "the node is starting or changing clusters"));
    List<ClusterException> refusals = List.of();
    if (asked.prepare() != null) {
      refusals = own.refusals(asked.prepare());
    } else if (asked.start() != null) {
      refusals = own.refusals(asked.start());
    }
    return new Told(
        refusals.stream()
            .map(
                refusal -> new OperationError(refusal.code(), refusal.sentence(), refusal.fields()))
            .toList());
  }
}
