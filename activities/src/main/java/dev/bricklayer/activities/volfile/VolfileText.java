package dev.bricklayer.activities.volfile;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a volfile as it grows from the bottom of the graph. Words that glusterfs would not
 * read back as they are, such as a volume called {@code type}, are quoted. Back quotes are refused:
 * every process that reads the volfile would run, as root, what stands between them.
 */
final class VolfileText {

  private static final Pattern PLAIN = Pattern.compile("[^\\s\"\\\\#][^\\s\"\\\\]*");
  private static final Set<String> RESERVED =
      Set.of("volume", "end-volume", "type", "option", "subvolumes", "subvolumeS");

  private final StringBuilder text = new StringBuilder();
  private final Set<String> names = new HashSet<>();

  /** Adds an xlator above the ones that were added before. */
  void add(String name, String type, Map<String, String> options, List<String> subvolumes) {
    if (!names.add(name)) {
      throw new IllegalStateException("two xlators of one graph are called " + name);
    }
    if (!text.isEmpty()) {
      text.append('\n');
    }
    text.append("volume ").append(word(name)).append('\n');
    text.append("    type ").append(type).append('\n');
    options.forEach(
        (key, value) ->
            text.append("    option ")
                .append(word(key))
                .append(' ')
                .append(word(value))
                .append('\n'));
    if (!subvolumes.isEmpty()) {
      text.append("    subvolumes ")
          .append(subvolumes.stream().map(VolfileText::word).collect(Collectors.joining(" ")))
          .append('\n');
    }
    text.append("end-volume\n");
  }

  private static String word(String word) {
    if (word.chars().anyMatch(c -> c == '`' || Character.isISOControl(c))) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "a volfile holds no back quotes and no control characters, as in '" + word + "'",
          Map.of("value", word));
    }
    if (PLAIN.matcher(word).matches() && !RESERVED.contains(word)) {
      return word;
    }
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
