package dev.bricklayer.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.api.rig.Eventually;
import dev.bricklayer.api.rig.Http;
import dev.bricklayer.api.rig.RealNode;
import dev.bricklayer.config.store.FreePorts;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real node shows of itself: metrics, also to a real Prometheus, health, log and events. */
class MetricsIT {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static RealNode node;
  private static String failed = "";

  @BeforeAll
  static void operations() throws Exception {
    node =
        RealNode.start(
            folder, "logFormat: json\n", "-Xlog:class+load:file=" + folder.resolve("classes"));
    HttpResponse<String> created = node.createVolume("v1");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    HttpResponse<String> refused = node.createVolume("bad", Path.of("/proc/brick"));
    assertThat(refused.statusCode()).as(refused.body()).isGreaterThan(399);
    failed = refused.headers().firstValue("X-Bricklayer-Operation").orElseThrow();
  }

  @AfterAll
  static void end() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void everyMetricIsOnThePageAndNoOther() throws Exception {
    Set<String> exported = found("(?m)^# TYPE (\\S+) (\\S+)$", node.metrics());
    Set<String> documented =
        found(
            "(?m)^\\| `([a-z0-9_]+)` \\| (counter|gauge|histogram|summary) ",
            Files.readString(PAGE));
    assertThat(exported).containsExactlyElementsOf(documented);
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult row) -> row.group(1).replaceAll("_total$", "") + " " + row.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void countsEachOperationOnce() throws Exception {
    assertThat(node.metrics().lines())
        .contains(
            "bricklayer_operations_started_total{kind=\"CreateVolume\"} 2.0",
            "bricklayer_operations_ended_total{kind=\"CreateVolume\",outcome=\"succeeded\"} 1.0",
            "bricklayer_operations_ended_total{kind=\"CreateVolume\",outcome=\"rolled_back\"} 1.0",
            "bricklayer_operation_duration_seconds_count{kind=\"CreateVolume\"} 2",
            "bricklayer_bricks{state=\"stopped\"} 1.0",
            "bricklayer_agents{state=\"up\"} 1.0",
            "bricklayer_engine_connected 1.0",
            "bricklayer_store_reachable 1.0");
  }

  @Test
  void listsWhatBelongsToNobody() throws Exception {
    Path lost = Files.createDirectory(folder.resolve("bricks").resolve("lost"));
    new LinuxFileSystem().setXattr(lost, "trusted.glusterfs.volume-id", new byte[16]);
    HttpResponse<String> answer = Http.get(node.url("/v1/cluster/orphans"));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode nodes = MAPPER.readTree(answer.body());
    assertThat(nodes).hasSize(1);
    assertThat(nodes.get(0).get("name").asText()).isEqualTo("seen");
    assertThat(nodes.get(0).has("error")).isFalse();
    assertThat(nodes.get(0).get("orphans")).hasSize(1);
    JsonNode orphan = nodes.get(0).get("orphans").get(0);
    assertThat(orphan.get("path").asText()).isEqualTo(lost.toRealPath().toString());
    assertThat(orphan.get("what").get(0).asText()).isEqualTo("folder");
    assertThat(orphan.get("volume-id").asText()).isEqualTo(new UUID(0, 0).toString());
  }

  @Test
  void aRealPrometheusScrapesIt() throws Exception {
    int port = FreePorts.next();
    Path file = folder.resolve("prometheus.yml");
    Files.writeString(
        file,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: bricklayer
            static_configs: [{targets: ['%s']}]
        """
            .formatted(node.adminUrl().substring("http://".length())));
    Process prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.out").toFile())
            .start();
    try {
      Eventually.within(
          Duration.ofSeconds(60),
          "Prometheus has scraped the node",
          () -> value(port, "up{job=\"bricklayer\"}").equals("1"));
      assertThat(value(port, "sum(bricklayer_operations_ended_total{kind=\"CreateVolume\"})"))
          .isEqualTo("2");
    } finally {
      prometheus.destroy();
      assertThat(prometheus.waitFor(15, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String value(int port, String query) throws IOException, InterruptedException {
    String url =
        "http://127.0.0.1:%d/api/v1/query?query=%s"
            .formatted(port, URLEncoder.encode(query, StandardCharsets.UTF_8));
    JsonNode result = MAPPER.readTree(Http.get(url).body()).at("/data/result/0/value/1");
    return result.asText();
  }

  @Test
  void livesAndIsReady() throws Exception {
    assertThat(node.health("live")).isEqualTo(200);
    assertThat(node.health("ready")).isEqualTo(200);
    assertThat(node.health("healthcheck")).isEqualTo(200);
    assertThat(Http.get(node.adminUrl() + "/healthcheck").body())
        .contains("cluster", "store", "xlators", "deadlocks");
  }

  @Test
  void aFailedOperationIsOneLineOfTheLog() throws Exception {
    List<JsonNode> lines = linesOf(failed);
    assertThat(lines).as("lines of operation " + failed).hasSize(1);
    JsonNode line = lines.get(0);
    assertThat(line.path("formattedMessage").asText())
        .contains("create volume bad", "rolled back", failed);
    assertThat(line.path("level").asText()).as(line.toString()).isEqualTo("INFO");
    assertThat(line.path("throwable").isObject()).as(line.toString()).isFalse();
    assertThat(line.at("/mdc/request").asText()).hasSize(36);
    assertThat(line.at("/context/properties/peer").asText()).hasSize(36);
  }

  /** Whatever else the node, its libraries and its JVM had to tell is not looked at. */
  private static List<JsonNode> linesOf(String operation) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String text : node.output().lines().filter(line -> line.startsWith("{")).toList()) {
      JsonNode line = MAPPER.readTree(text);
      if (line.at("/mdc/operation").asText().equals(operation)
          || line.path("formattedMessage").asText().contains(operation)) {
        found.add(line);
      }
    }
    return found;
  }

  @Test
  void whatHappenedIsListed() throws Exception {
    List<JsonNode> created = new ArrayList<>();
    for (JsonNode event : MAPPER.readTree(Http.get(node.url("/v1/events")).body())) {
      if (event.path("name").asText().equals("volume.created")) {
        created.add(event);
      }
    }
    assertThat(created).hasSize(1);
    JsonNode event = created.get(0);
    assertThat(event.at("/data/volume.name").asText()).isEqualTo("v1");
    assertThat(event.at("/data/volume.id").asText()).hasSize(36);
    assertThat(event.path("origin").asText()).hasSize(36);
    assertThat(event.path("timestamp").asText()).contains("T").endsWith("Z");
  }

  @Test
  void withoutTracingNothingOfOpenTelemetryIsLoaded() throws Exception {
    List<String> loaded = Files.readAllLines(folder.resolve("classes"));
    assertThat(loaded).anyMatch(line -> line.contains("dev.bricklayer.api.trace.Tracing"));
    assertThat(loaded.stream().filter(line -> line.contains("io.opentelemetry"))).isEmpty();
  }
}
