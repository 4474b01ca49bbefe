package dev.bricklayer.activities.xlator;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of a volume's option, resolved against the installed xlators. Users write {@code
 * [graph.]xlator.option}, {@code [graph.]category/xlator.option}, or {@code
 * [graph.]category/xlator}, which switches the xlator itself on or off; the xlator goes by its id
 * or by its library's name.
 *
 * @param graph the only graph that it holds for, null for all
 * @param xlator the full id of the xlator
 */
public record OptionKey(@Nullable String graph, String xlator, XlatorOption option) {

  /** The graphs that a key may name. */
  public static final Set<String> GRAPHS =
      Set.of("brick", "client", "rebalance", "glustershd", "bitd", "scrubd", "gfproxy", "nfs");

  private static final Pattern WELL_FORMED =
      Pattern.compile("([\\w-]+\\.)?([\\w-]+/)?[\\w-]+\\.[\\w*-].*|([\\w-]+\\.)?[\\w-]+/[\\w-]+");

  /**
   * The key that the user's text names.
   *
   * @param switches full ids of the xlators that can be switched
   * @throws ClusterException {@link ErrorCode#INVALID_REQUEST} for a malformed key and for one that
   *     no installed xlator knows
   */
  public static OptionKey resolve(String text, XlatorTables tables, Set<String> switches) {
    int dot = text.indexOf('.');
    Optional<OptionKey> found = Optional.empty();
    if (dot > 0 && GRAPHS.contains(text.substring(0, dot))) {
      found = lookup(text.substring(0, dot), text.substring(dot + 1), tables, switches);
    }
    return found.or(() -> lookup(null, text, tables, switches)).orElseThrow(() -> unknown(text));
  }

  private static ClusterException unknown(String text) {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST,
        (WELL_FORMED.matcher(text).matches() ? "option not found: " : "invalid option: ") + text,
        Map.of("option", text));
  }

  /** What is stored: {@code [graph.]category/xlator.option}, or without an option for a switch. */
  public String normalised() {
    String key = isSwitch() ? xlator : xlator + "." + storedName();
    return graph == null ? key : graph + "." + key;
  }

  /** Whether it stands for the xlator itself. */
  public boolean isSwitch() {
    return option.name().equals(xlator.substring(xlator.indexOf('/') + 1));
  }

  /** Of several names the first that is no pattern: {@code auth.allow}. */
  private String storedName() {
    return option.names().stream()
        .filter(name -> !name.contains("*"))
        .findFirst()
        .orElse(option.name());
  }

  private static Optional<OptionKey> lookup(
      @Nullable String graph, String text, XlatorTables tables, Set<String> switches) {
    int dot = text.indexOf('.');
    String name = dot < 0 ? text : text.substring(0, dot);
    if (dot < 0 && !name.contains("/")) {
      return Optional.empty();
    }
    Optional<Xlator> xlator = tables.find(name);
    return xlator
        .flatMap(is -> is.option(dot < 0 ? is.id() : text.substring(dot + 1)))
        .or(
            () ->
                xlator
                    .filter(is -> dot < 0 || is.id().equals(text.substring(dot + 1)))
                    .filter(is -> switches.contains(is.fullId()))
                    .map(is -> XlatorOption.switchOf(is.id())))
        .map(option -> new OptionKey(graph, xlator.orElseThrow().fullId(), option));
  }
}
