package dev.bricklayer.api.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks up operations that are noted but that no workflow runs: the API died between noting and
 * starting, or the engine lost its history, or somebody terminated the workflow. They are started
 * again from their record; every step of theirs is idempotent by the operation's id.
 */
public final class LostOperations {
  private static final Logger LOG = LoggerFactory.getLogger(LostOperations.class);
  private static final Duration DESCRIBE_WITHIN = Duration.ofSeconds(3);
  private static final Duration OVERDUE = Duration.ofSeconds(10);

  private final ClusterView view;
  private final EngineAccess engine;
  private final Operations operations;
  private final Clock clock;

  /** When open operations were first seen here; of the one thread that picks them up. */
  private final Map<UUID, Long> seen = new HashMap<>();

  public LostOperations(ClusterView view, EngineAccess engine, Operations operations, Clock clock) {
    this.view = view;
    this.clock = clock;
    this.engine = engine;
    this.operations = operations;
  }

  /** Looks at every open operation that is older than some seconds, or known here for so long. */
  public void pickUp() {
    Instant before = clock.instant().minus(OVERDUE);
    Collection<Operation> noted = view.openOperations();
    seen.keySet().retainAll(noted.stream().map(Operation::id).collect(Collectors.toSet()));
    List<Operation> overdue =
        noted.stream()
            .filter(operation -> knownFor(operation) || operation.acceptedAt().isBefore(before))
            .sorted(Comparator.comparing(Operation::acceptedAt))
            .toList();
    for (Operation operation : overdue) {
      try {
        // the look takes a while: many have ended since the list was made
        if (open(operation) && !running(engine.client(), operation) && open(operation)) {
          LOG.warn(
              "no workflow runs {} ({}), starting it again", operation.id(), operation.summary());
          operations.startAgain(operation);
        }
      } catch (ClusterException e) {
        LOG.info("operation {} cannot be looked after now: {}", operation.id(), e.getMessage());
      }
    }
  }

  /** Whatever the clocks of the node that took it and of this one say. */
  private boolean knownFor(Operation operation) {
    long now = System.nanoTime();
    return now - seen.computeIfAbsent(operation.id(), first -> now) >= OVERDUE.toNanos();
  }

  private boolean open(Operation operation) {
    return view.operation(operation.id()).filter(Operation::open).isPresent();
  }

  private static boolean running(WorkflowClient client, Operation operation) {
    try {
      return new EngineOperations(client).somebodyRuns(operation.workflowId(), DESCRIBE_WITHIN);
    } catch (StatusRuntimeException e) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE, "the workflow engine does not answer: " + e.getStatus().getCode());
    }
  }
}
