package dev.bricklayer.node.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The journal of joining, written before each effect.
 *
 * @param operation the operation that asked for the phase; null in {@code FRESH}
 * @param inviter {@code host:port} of the peer port of the node that asked
 * @param before the id of the cluster that the node comes from, whose data it gave up
 */
public record Membership(
    Phase phase, @Nullable UUID operation, @Nullable String inviter, @Nullable UUID before) {
  public static final Membership NONE = new Membership(Phase.FRESH, null, null, null);

  /** Whether the node is on its way in, so that nobody else may change it. */
  public boolean underWay() {
    return phase == Phase.INVITED || phase == Phase.JOINING;
  }

  /** Whether it is there for that operation. */
  public boolean of(UUID asked) {
    return asked.equals(operation);
  }
}
