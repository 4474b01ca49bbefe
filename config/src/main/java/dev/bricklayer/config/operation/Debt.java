package dev.bricklayer.config.operation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an ended operation left on a peer, {@code debts/<peer>/<operation>}: the steps of it that
 * the peer must still undo. The peer reads its own journal to do so, deletes the key when it is
 * done, and does it before anything else when it returns.
 *
 * @param address {@code host:port} of the peer port of a node that was not added after all: it is
 *     no peer, and the cluster pays for it; null for a peer
 */
public record Debt(
    UUID operation, UUID peer, List<String> steps, Instant since, @Nullable String address) {
  public Debt {
    steps = List.copyOf(steps);
  }

  /** The debt of a peer. */
  public Debt(UUID operation, UUID peer, List<String> steps, Instant since) {
    this(operation, peer, steps, since, null);
  }

  /** The same of a node that is no peer. */
  public Debt at(String where) {
    return new Debt(operation, peer, steps, since, where);
  }
}
