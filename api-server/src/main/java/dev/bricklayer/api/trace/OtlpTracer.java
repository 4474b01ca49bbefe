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
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** OpenTracing's interface on OpenTelemetry's exporter. */
final class OtlpTracer {
  private OtlpTracer() {}

  static Tracing open(String endpoint, String nodeName, UUID peer, String version) {
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
    return new Tracing(
        OpenTracingShim.createTracerShim(sdk),
        () -> {
          provider.forceFlush().join(1, TimeUnit.SECONDS);
          sdk.close();
        });
  }
}
