package dev.bricklayer.api.metrics;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.Servlet;

/**
 * All figures of a node in Prometheus' text format; {@code docs/metrics.md} tells each. No figure
 * has a label per volume, brick or peer, so that their number does not grow with the cluster.
 */
public final class NodeMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final NodeCounters counters = new NodeCounters(registry);

  /**
   * @param server what Dropwizard measures of itself
   */
  public NodeMetrics add(NodeFigures figures, MetricRegistry server) {
    new NodeGauges(registry, figures).register();
    ServerMetrics.register(registry, server);
    return this;
  }

  public NodeCounters counters() {
    return counters;
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Answers with all of them. */
  public Servlet servlet() {
    return new PrometheusMetricsServlet(registry);
  }
}
