package dev.bricklayer.api.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.opentracingshim.OpenTracingShim;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentracing.Tracer;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.opentracing.OpenTracingClientInterceptor;
import io.temporal.opentracing.OpenTracingOptions;
import io.temporal.opentracing.OpenTracingWorkerInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One trace of one operation: the HTTP request, its workflow, and the activities on each node.
 * OpenTracing at the edges, sent by OpenTelemetry's OTLP exporter; costs nothing when it is off.
 */
public final class Tracing implements AutoCloseable {
  private final @Nullable OpenTelemetrySdk sdk;
  private final @Nullable Tracer tracer;

  private Tracing(@Nullable OpenTelemetrySdk sdk, @Nullable Tracer tracer) {
    this.sdk = sdk;
    this.tracer = tracer;
  }

  public static Tracing off() {
    return new Tracing(null, null);
  }

  /**
   * @param endpoint of an OTLP collector over gRPC, {@code http://host:4317}
   */
  public static Tracing to(String endpoint, String nodeName, UUID peer, String version) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put(AttributeKey.stringKey("service.name"), "bricklayer")
                    .put(AttributeKey.stringKey("service.version"), version)
                    .put(AttributeKey.stringKey("service.instance.id"), peer.toString())
                    .put(AttributeKey.stringKey("host.name"), nodeName)
                    .build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpGrpcSpanExporter.builder()
                            .setEndpoint(endpoint)
                            .setTimeout(Duration.ofSeconds(3))
                            .build())
                    .setScheduleDelay(Duration.ofMillis(500))
                    .setMaxQueueSize(4096)
                    .build())
            .build();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    return new Tracing(sdk, OpenTracingShim.createTracerShim(sdk));
  }

  /** Null when tracing is off. */
  public @Nullable Tracer tracer() {
    return tracer;
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
    if (sdk != null) {
      sdk.getSdkTracerProvider().forceFlush().join(1, java.util.concurrent.TimeUnit.SECONDS);
      sdk.close();
    }
  }
}
