package dev.bricklayer.api.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.operation.Operation;
import java.time.Duration;
import java.util.Map;
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
 * needed for it, and when the wait is over the copy shows what the operation did.
 */
final class OperationWaits implements ClusterView.Listener {
  private final Map<UUID, CompletableFuture<Operation>> waiting = new ConcurrentHashMap<>();
  private final ClusterView view;

  OperationWaits(ClusterView view) {
    this.view = view;
  }

  @Override
  public void changed(Set<String> volumes, long revision) {
    for (Map.Entry<UUID, CompletableFuture<Operation>> wait : waiting.entrySet()) {
      ended(wait.getKey()).ifPresent(operation -> wait.getValue().complete(operation));
    }
  }

  /** The ended record, or empty when the time was too short. */
  Optional<Operation> await(UUID operation, Duration atMost) {
    CompletableFuture<Operation> wait =
        waiting.computeIfAbsent(operation, id -> new CompletableFuture<>());
    try {
      Optional<Operation> already = ended(operation);
      if (already.isPresent()) {
        return already;
      }
      return Optional.of(wait.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      waiting.remove(operation);
    }
  }

  private Optional<Operation> ended(UUID operation) {
    return view.operation(operation).filter(record -> !record.open());
  }
}
