package dev.bricklayer.activities.xlator;

import dev.bricklayer.config.json.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The option tables of all installed xlators. Immutable. An xlator is found by its full id ({@code
 * cluster/replicate}), its id ({@code replicate}) or the name of its library ({@code afr}, {@code
 * cluster/afr}).
 */
public final class XlatorTables {

  private final List<Xlator> xlators;
  private final Map<String, Xlator> byName;

  private XlatorTables(Collection<Xlator> xlators) {
    this.xlators = xlators.stream().sorted(Comparator.comparing(Xlator::fullId)).toList();
    Map<String, Xlator> names = new HashMap<>();
    for (Xlator xlator : this.xlators) {
      names.putIfAbsent(xlator.fullId(), xlator);
      names.putIfAbsent(xlator.id(), xlator);
    }
    for (Xlator xlator : this.xlators) {
      for (String alias : xlator.aliases()) {
        names.putIfAbsent(xlator.category() + "/" + alias, xlator);
        names.putIfAbsent(alias, xlator);
      }
    }
    this.byName = Map.copyOf(names);
  }

  public static XlatorTables of(Collection<Xlator> xlators) {
    return new XlatorTables(xlators);
  }

  /** The tables whose xlators were published with {@link #entries}. */
  public static XlatorTables ofEntries(Collection<byte[]> values) {
    return of(values.stream().map(value -> Json.read(value, Xlator.class)).toList());
  }

  /** All xlators by full id. */
  public List<Xlator> all() {
    return xlators;
  }

  /** The xlators of one category, {@code cluster}, by id. */
  public List<Xlator> category(String category) {
    return xlators.stream().filter(xlator -> xlator.category().equals(category)).toList();
  }

  /** The xlator of that full id, id or library name. */
  public Optional<Xlator> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** One small JSON value per xlator, by full id; each stays far below the store's limit. */
  public Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new TreeMap<>();
    for (Xlator xlator : xlators) {
      entries.put(xlator.fullId(), Json.write(xlator));
    }
    return entries;
  }
}
