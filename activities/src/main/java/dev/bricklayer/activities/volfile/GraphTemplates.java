package dev.bricklayer.activities.volfile;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.bricklayer.config.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The graphs as data: for each, its xlators from top to bottom. The built-in ones are {@code
 * brick}, {@code client}, {@code glustershd} and {@code rebalance}; a feature adds a graph of its
 * own, or an xlator to a graph, with {@link #with}.
 */
public final class GraphTemplates {

  private final Map<String, List<XlatorTemplate>> graphs;

  private GraphTemplates(Map<String, List<XlatorTemplate>> graphs) {
    this.graphs = Map.copyOf(graphs);
  }

  /** The graphs that Bricklayer itself needs. */
  public static GraphTemplates builtIn() {
    try (InputStream json =
        Objects.requireNonNull(GraphTemplates.class.getResourceAsStream("graphs.json"))) {
      return new GraphTemplates(
          Json.newMapper()
              .readValue(json, new TypeReference<Map<String, List<XlatorTemplate>>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The xlators of a graph, from top to bottom. */
  public List<XlatorTemplate> graph(String name) {
    List<XlatorTemplate> graph = graphs.get(name);
    if (graph == null) {
      throw new IllegalArgumentException("no graph " + name + "; there are " + graphs.keySet());
    }
    return graph;
  }

  /** The full ids of the xlators that options can switch on or off. */
  public Set<String> switches() {
    return graphs.values().stream()
        .flatMap(List::stream)
        .filter(xlator -> xlator.presence() != null)
        .map(XlatorTemplate::xlator)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** These graphs and another one, or another one instead of the one of that name. */
  public GraphTemplates with(String name, List<XlatorTemplate> xlators) {
    Map<String, List<XlatorTemplate>> more = new TreeMap<>(graphs);
    more.put(name, List.copyOf(xlators));
    return new GraphTemplates(more);
  }
}
