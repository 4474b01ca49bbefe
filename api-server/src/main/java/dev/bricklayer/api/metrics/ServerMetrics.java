package dev.bricklayer.api.metrics;

import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.instrumentation.dropwizard5.labels.CustomLabelMapper;
import io.prometheus.metrics.instrumentation.dropwizard5.labels.MapperConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few of Dropwizard's own figures that are worth a series, under names of ours. */
final class ServerMetrics {
  private static final String HTTP = "io.dropwizard.jetty.MutableServletContextHandler.";
  private static final String LOG = "ch.qos.logback.core.Appender.";

  /** What the exporter puts behind the name of a meter before it is mapped. */
  private static final String METER = "_total";

  private static final Map<String, String> NAMES = names();

  private ServerMetrics() {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(HTTP + "requests", "bricklayer_http_requests_seconds");
    for (String method : List.of("get", "post", "put", "delete")) {
      names.put(HTTP + method + "-requests", "bricklayer_http_" + method + "_requests_seconds");
    }
    for (String status : List.of("2xx", "4xx", "5xx")) {
      names.put(HTTP + status + "-responses" + METER, "bricklayer_http_responses_" + status);
    }
    names.put(LOG + "warn" + METER, "bricklayer_log_warnings");
    names.put(LOG + "error" + METER, "bricklayer_log_errors");
    for (String area : List.of("heap", "non-heap")) {
      for (String figure : List.of("used", "committed")) {
        names.put(
            "jvm.memory." + area + "." + figure,
            "jvm_memory_" + area.replace('-', '_') + "_" + figure + "_bytes");
      }
    }
    names.put("jvm.memory.heap.max", "jvm_memory_heap_max_bytes");
    names.put("jvm.threads.count", "jvm_threads");
    return names;
  }

  static void register(PrometheusRegistry registry, MetricRegistry server) {
    List<MapperConfig> mapping =
        NAMES.entrySet().stream()
            .map(entry -> new MapperConfig(entry.getKey(), entry.getValue(), Map.of()))
            .toList();
    DropwizardExports.builder()
        .dropwizardRegistry(server)
        .metricFilter(
            (name, metric) -> NAMES.containsKey(metric instanceof Meter ? name + METER : name))
        .customLabelMapper(new CustomLabelMapper(mapping))
        .register(registry);
  }
}
