package dev.bricklayer.activities.xlator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;

/**
 * An installed translator.
 *
 * @param category the folder of its library: {@code cluster}, {@code features}, …
 * @param id the name that it gives itself, {@code replicate}
 * @param aliases other names by which a volfile may call it: the names of its library's file and of
 *     symbolic links to it
 */
public record Xlator(String category, String id, List<String> aliases, List<XlatorOption> options) {

  public Xlator {
    aliases = List.copyOf(aliases);
    options = List.copyOf(options);
  }

  /** {@code cluster/replicate}. */
  @JsonIgnore
  public String fullId() {
    return category + "/" + id;
  }

  /** The option of that name; an option's other names count too. */
  public Optional<XlatorOption> option(String name) {
    return options.stream().filter(option -> option.names().contains(name)).findFirst();
  }

  Xlator withOptions(List<XlatorOption> more) {
    List<XlatorOption> all = new java.util.ArrayList<>(options);
    for (XlatorOption option : more) {
      if (option(option.name()).isEmpty()) {
        all.add(option);
      }
    }
    return new Xlator(category, id, aliases, all);
  }
}
