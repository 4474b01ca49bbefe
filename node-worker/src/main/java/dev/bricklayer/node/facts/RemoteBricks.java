package dev.bricklayer.node.facts;

import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.time.Duration;
import java.util.List;

/** Facts of another node's bricks, asked over its peer port. */
public final class RemoteBricks {
  private static final String CALL = "bricks";
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final PeerClient client;

  public RemoteBricks(PeerClient client) {
    this.client = client;
  }

  record Asked(List<Brick> bricks) {}

  record Told(List<BrickFact> facts) {}

  /** Answers such questions from other nodes. */
  public static void serve(PeerCalls calls, LocalBricks local) {
    calls.on(CALL, Asked.class, (caller, asked) -> new Told(local.facts(asked.bricks())));
  }

  /**
   * @throws dev.bricklayer.config.error.ClusterException {@code NODE_UNREACHABLE} when it does not
   *     answer in 2 s
   */
  public List<BrickFact> ask(Peer peer, List<Brick> bricks) {
    return client
        .call(peer.peerAddresses().get(0), peer.id(), CALL, new Asked(bricks), Told.class, DEADLINE)
        .facts();
  }
}
