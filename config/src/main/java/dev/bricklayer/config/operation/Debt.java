package dev.bricklayer.config.operation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What an ended operation left on a peer, {@code debts/<peer>/<operation>}: the steps of it that
 * the peer must still undo. The peer reads its own journal to do so, deletes the key when it is
 * done, and does it before anything else when it returns.
 */
public record Debt(UUID operation, UUID peer, List<String> steps, Instant since) {
  public Debt {
    steps = List.copyOf(steps);
  }
}
