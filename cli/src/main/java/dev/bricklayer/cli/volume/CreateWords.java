package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.Pairs;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code volume create} in gluster's word order: {@code NAME [replica N [arbiter 1]]
 * [disperse [N]] [disperse-data N] [redundancy N] [transport tcp] HOST:/PATH… [force]}.
 */
public final class CreateWords {
  private final List<String> words;
  private final CreateFlags flags;
  private final List<BrickAddress> bricks = new ArrayList<>();
  private boolean dispersed;
  private int at = 1;

  private CreateWords(List<String> words, CreateFlags flags) {
    this.words = words;
    this.flags = flags;
  }

  /**
   * The command.
   *
   * @param words everything after {@code create} that is no option
   * @param flags what the options said; words add to it
   * @throws CommandException if it does not make sense
   */
  public static CreateVolume read(List<String> words, CreateFlags flags) {
    if (words.isEmpty()) {
      throw CommandException.usage("volume create needs a name and bricks");
    }
    return new CreateWords(words, flags).read();
  }

  private CreateVolume read() {
    while (at < words.size()) {
      word(words.get(at++));
    }
    if (bricks.isEmpty()) {
      throw CommandException.usage("volume create needs at least one brick, HOST:/PATH");
    }
    Geometry geometry = Geometry.of(flags, dispersed);
    int ignored = geometry.subvolumeSize(bricks.size());
    return new CreateVolume(
        words.get(0),
        geometry,
        List.copyOf(bricks),
        flags.transport,
        flags.force,
        relaxed(),
        Pairs.read(flags.metadata),
        Pairs.read(flags.options));
  }

  private void word(String word) {
    switch (word) {
      case "replica" -> flags.replica = count(word);
      case "arbiter" -> flags.arbiter = count(word);
      case "disperse-data" -> flags.disperseData = count(word);
      case "redundancy" -> flags.redundancy = count(word);
      case "transport" -> flags.transport = next(word);
      case "disperse" -> {
        dispersed = true;
        if (at < words.size() && isNumber(words.get(at))) {
          flags.disperse = count(word);
        }
      }
      case "force" -> {
        if (at < words.size()) {
          throw CommandException.usage("'force' stands at the end");
        }
        flags.force = true;
      }
      case "stripe", "thin-arbiter" ->
          throw CommandException.usage("'" + word + "' volumes are not supported");
      default -> bricks.add(BrickAddress.of(word));
    }
  }

  private int count(String word) {
    String text = next(word);
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw CommandException.usage("'" + word + "' needs a positive number, not '" + text + "'");
  }

  private String next(String word) {
    if (at >= words.size()) {
      throw CommandException.usage("'" + word + "' needs a value");
    }
    return words.get(at++);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private List<String> relaxed() {
    List<String> relaxed = new ArrayList<>(4);
    if (flags.createBrickDir) {
      relaxed.add("create-brick-dir");
    }
    if (flags.reuseBricks) {
      relaxed.add("reuse-bricks");
    }
    if (flags.allowRootDir) {
      relaxed.add("allow-root-dir");
    }
    if (flags.allowMountAsBrick) {
      relaxed.add("allow-mount-as-brick");
    }
    return relaxed;
  }
}
