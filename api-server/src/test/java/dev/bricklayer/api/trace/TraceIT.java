package dev.bricklayer.api.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trace of one operation, as a collector gets it from a real node. */
class TraceIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void oneTraceFromTheRequestToEachBrick() throws Exception {
    try (Collector collector = new Collector();
        RealNode node =
            RealNode.start(
                folder,
                "tracing: {otlpEndpoint: \"http://127.0.0.1:" + collector.port() + "\"}\n")) {
      HttpResponse<String> created = node.createVolume("v1");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      HttpResponse<String> started = Http.send("POST", node.url("/v1/volumes/v1/start"), "{}");
      assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
      try {
        expect(
            collector,
            List.of(
                "POST /v1/volumes",
                "StartWorkflow:CreateVolume",
                "RunWorkflow:CreateVolume",
                "RunActivity:Brick.Prepare",
                "prepare bricks"));
        expect(
            collector,
            List.of(
                "POST /v1/volumes/v1/start",
                "StartWorkflow:StartVolume",
                "RunWorkflow:StartVolume",
                "RunActivity:Brick.Start",
                "start bricks",
                "start brick"));
      } finally {
        node.dropVolume("v1");
      }
    }
  }

  /** Waits for a span of the last name whose ancestors are, among others, those before it. */
  private static void expect(Collector collector, List<String> names) throws Exception {
    String last = names.get(names.size() - 1);
    Eventually.within(SOON, "a span " + last, () -> !named(collector, last).isEmpty());
    Eventually.within(
        SOON,
        "one trace of " + names,
        () -> named(collector, last).stream().anyMatch(leaf -> descends(collector, leaf, names)));
    for (Span leaf : named(collector, last)) {
      assertThat(lineage(collector.spans(), leaf))
          .extracting(Span::getTraceId)
          .containsOnly(leaf.getTraceId());
    }
  }

  private static boolean descends(Collector collector, Span leaf, List<String> names) {
    return lineage(collector.spans(), leaf).stream()
        .map(Span::getName)
        .filter(names::contains)
        .toList()
        .equals(names);
  }

  private static List<Span> named(Collector collector, String name) {
    return collector.spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  /** The root first, the span last. */
  private static List<Span> lineage(List<Span> spans, Span leaf) {
    Map<ByteString, Span> byId = new HashMap<>();
    spans.forEach(span -> byId.put(span.getSpanId(), span));
    java.util.LinkedList<Span> line = new java.util.LinkedList<>();
    for (Span at = leaf; at != null; at = byId.get(at.getParentSpanId())) {
      line.addFirst(at);
    }
    return line;
  }
}
