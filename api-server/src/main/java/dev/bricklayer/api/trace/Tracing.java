package dev.bricklayer.api.trace;

import dev.bricklayer.activities.trace.Spans;
import io.opentracing.Tracer;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.opentracing.OpenTracingClientInterceptor;
import io.temporal.opentracing.OpenTracingOptions;
import io.temporal.opentracing.OpenTracingWorkerInterceptor;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One trace of one operation: the HTTP request, its workflow, the activities on each node, and what
 * they do to each brick. While it is off nothing of OpenTelemetry is loaded.
 */
public final class Tracing implements AutoCloseable {
  private static final Tracing OFF = new Tracing(null, () -> {});

  private final @Nullable Tracer tracer;
  private final Runnable end;

  Tracing(@Nullable Tracer tracer, Runnable end) {
    this.tracer = tracer;
    this.end = end;
  }

  public static Tracing off() {
    return OFF;
  }

  /**
   * @param endpoint of an OTLP collector over gRPC, {@code http://host:4317}
   */
  public static Tracing to(String endpoint, String nodeName, UUID peer, String version) {
    return OtlpTracer.open(endpoint, nodeName, peer, version);
  }

  /** Null when tracing is off. */
  public @Nullable Tracer tracer() {
    return tracer;
  }

  /** What a step's parts are shown by. */
  public Spans spans() {
    return tracer == null ? Spans.NONE : new TracerSpans(tracer);
  }

  public List<WorkflowClientInterceptor> clientInterceptors() {
    return tracer == null ? List.of() : List.of(new OpenTracingClientInterceptor(options(tracer)));
  }

  public List<WorkerInterceptor> workerInterceptors() {
    return tracer == null ? List.of() : List.of(new OpenTracingWorkerInterceptor(options(tracer)));
  }

  private static OpenTracingOptions options(Tracer tracer) {
    return OpenTracingOptions.newBuilder().setTracer(tracer).build();
  }

  /** Sends what is left, within a second. */
  @Override
  public void close() {
    end.run();
  }
}
