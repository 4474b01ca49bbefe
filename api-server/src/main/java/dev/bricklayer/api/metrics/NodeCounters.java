package dev.bricklayer.api.metrics;

import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.Outcome;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What this process counts. Over all nodes each operation is counted once: as started by the node
 * whose API took it, as ended by the node whose worker wrote the end of its record.
 */
public final class NodeCounters {
  private static final double[] SECONDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

  private final Counter started;
  private final Counter ended;
  private final Histogram duration;
  private final Counter brickDeaths;
  private final Counter brickRestarts;
  private final Counter brickFailures;
  private final Counter eventsDropped;
  private final Counter enginesDamaged;

  public NodeCounters(PrometheusRegistry registry) {
    started =
        Counter.builder()
            .name("bricklayer_operations_started_total")
            .help("Operations that this node's API took and started")
            .labelNames("kind")
            .withoutExemplars()
            .register(registry);
    ended =
        Counter.builder()
            .name("bricklayer_operations_ended_total")
            .help("Operations whose end this node's workflow worker wrote")
            .labelNames("kind", "outcome")
            .withoutExemplars()
            .register(registry);
    duration =
        Histogram.builder()
            .name("bricklayer_operation_duration_seconds")
            .help("From taken to ended, of the operations that this node ended")
            .labelNames("kind")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
    brickDeaths = brick(registry, "deaths", "Bricks of this node that died");
    brickRestarts = brick(registry, "restarts", "Bricks of this node that were started again");
    brickFailures =
        brick(registry, "restart_failures", "Attempts to start a brick again that failed");
    eventsDropped =
        Counter.builder()
            .name("bricklayer_events_dropped_total")
            .help("Events of this node that could not be stored")
            .withoutExemplars()
            .register(registry);
    enginesDamaged =
        Counter.builder()
            .name("bricklayer_engine_databases_set_aside_total")
            .help("Damaged databases of this node's workflow engine that were moved aside")
            .withoutExemplars()
            .register(registry);
    for (OperationKind kind : OperationKind.values()) {
      started.initLabelValues(kind.workflow());
      for (Outcome outcome : Outcome.values()) {
        ended.initLabelValues(kind.workflow(), word(outcome));
      }
    }
  }

  private static Counter brick(PrometheusRegistry registry, String what, String help) {
    return Counter.builder()
        .name("bricklayer_brick_" + what + "_total")
        .help(help)
        .withoutExemplars()
        .register(registry);
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  public void operationStarted(OperationKind kind) {
    started.labelValues(kind.workflow()).inc();
  }

  /** Takes a record that has just ended. */
  public void operationEnded(Operation operation) {
    Outcome outcome = operation.outcome();
    Instant end = operation.endedAt();
    if (outcome == null || end == null) {
      return;
    }
    String kind = operation.kind().workflow();
    ended.labelValues(kind, word(outcome)).inc();
    duration
        .labelValues(kind)
        .observe(Math.max(0, Duration.between(operation.acceptedAt(), end).toNanos()) / 1e9);
  }

  public void brickDied() {
    brickDeaths.inc();
  }

  public void brickRestarted() {
    brickRestarts.inc();
  }

  public void brickFailed() {
    brickFailures.inc();
  }

  public void engineDatabaseSetAside() {
    enginesDamaged.inc();
  }

  public void eventDropped() {
    eventsDropped.inc();
  }
}
