package dev.bricklayer.api.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for operations to end by watching this node's own copy of their records: no engine is
 * needed for it, and when the wait is over the copy shows what the operation did. Any number may
 * wait for the same operation.
 */
final class OperationWaits implements ClusterView.Listener {
  private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
  private final ClusterView view;

  OperationWaits(ClusterView view) {
    this.view = view;
  }

  /** One who waits; no two are equal. */
  private static final class Wait {
    private final UUID operation;
    private final CompletableFuture<Operation> end = new CompletableFuture<>();

    private Wait(UUID operation) {
      this.operation = operation;
    }
  }

  @Override
  public void changed(Set<String> volumes, long revision) {
    for (Wait wait : waiting) {
      ended(wait.operation).ifPresent(wait.end::complete);
    }
  }

  /**
   * The ended record, or empty when the time was too short.
   *
   * @throws ClusterException {@code UNAVAILABLE} when the node is stopped meanwhile
   */
  Optional<Operation> await(UUID operation, Duration atMost) {
    Wait wait = new Wait(operation);
    waiting.add(wait);
    try {
      Optional<Operation> already = ended(operation);
      if (already.isPresent()) {
        return already;
      }
      return Optional.of(wait.end.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.UNAVAILABLE, "the node is shutting down");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      waiting.remove(wait);
    }
  }

  private Optional<Operation> ended(UUID operation) {
    return view.operation(operation).filter(record -> !record.open());
  }
}
