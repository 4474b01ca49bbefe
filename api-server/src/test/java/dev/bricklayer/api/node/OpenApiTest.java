package dev.bricklayer.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bricklayer.api.root.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The OpenAPI document has exactly the routes that there are, and no reference into nothing. */
final class OpenApiTest {
  private final JsonNode document = read();

  private static JsonNode read() {
    try {
      return new ObjectMapper(new YAMLFactory())
          .readTree(
              Path.of(System.getProperty("user.dir")).resolve("../docs/api/openapi.yaml").toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itHasTheRoutesThatThereAre() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        verb ->
                            described.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(described)
        .isEqualTo(
            Endpoint.of(HttpRoutes.RESOURCES).stream()
                .map(route -> route.methods() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.get("openapi").asText()).startsWith("3.1");
    for (String reference : document.findValuesAsText("$ref")) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }
}
