package dev.bricklayer.node.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The journal of joining and leaving, written before each effect.
 *
 * @param operation the operation that asked for the phase; null in {@code FRESH} and for a node
 *     that left on its own account
 * @param inviter {@code host:port} of the peer port of the node that asked
 * @param cluster in {@code JOINING} the id of the cluster that the node comes from, whose data is
 *     given up
 */
public record Membership(
    Phase phase, @Nullable UUID operation, @Nullable String inviter, @Nullable UUID cluster) {
  public static final Membership NONE = new Membership(Phase.FRESH, null, null, null);

  /** Whether the node is on its way in or out, so that nobody else may change it. */
  public boolean underWay() {
    return phase == Phase.INVITED || phase == Phase.JOINING || phase == Phase.LEAVING;
  }
}
