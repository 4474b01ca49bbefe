package dev.bricklayer.activities.volfile;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The text of a volfile as it grows from the bottom of the graph. A word that glusterfs would not
 * read back as this one word is refused: it splits at white space, runs what stands between back
 * quotes as a command, and its quoting is broken for the second quoted word of a file.
 */
final class VolfileText {

  private static final Pattern WORD =
      Pattern.compile("[^\\s\\p{Cntrl}\"'`\\\\#][^\\s\\p{Cntrl}\"`\\\\]*");
  private static final List<String> RESERVED =
      List.of("volume", "end-volume", "type", "option", "subvolumes", "subvolumeS");

  private final StringBuilder text = new StringBuilder();
  private final List<String> names = new ArrayList<>();

  /** Adds an xlator above the ones that were added before. */
  void add(String name, String type, Map<String, String> options, List<String> subvolumes) {
    if (names.contains(name)) {
      throw new IllegalStateException("two xlators of one graph are called " + name);
    }
    names.add(name);
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
      text.append("    subvolumes ").append(String.join(" ", subvolumes)).append('\n');
    }
    text.append("end-volume\n");
  }

  /** Whether glusterfs reads this back as one word. */
  static boolean isWord(String word) {
    return WORD.matcher(word).matches() && !RESERVED.contains(word);
  }

  private static String word(String word) {
    if (!isWord(word)) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "a volfile cannot hold '" + word + "': no blanks, quotes, back quotes or backslashes",
          Map.of("value", word));
    }
    return word;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
