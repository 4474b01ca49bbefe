package dev.bricklayer.config.volume;

import java.util.Map;
import java.util.Optional;

/** Rules of the names in a brick's path, the same for a request and for the node that it is on. */
public final class BrickNames {

  /** Where bricks are set aside: {@code <parent>/.bricklayer-set-aside/<id>-<date>}. */
  public static final String SET_ASIDE = ".bricklayer-set-aside";

  private static final Map<String, String> KEPT =
      Map.of(
          "lost+found",
          "the file system keeps it for itself",
          ".glusterfs",
          "glusterfs keeps it for itself in each brick",
          SET_ASIDE,
          "bricks that were set aside lie there");

  private BrickNames() {}

  /** Why a path cannot be a brick's because of the names and characters in it. */
  public static Optional<String> fault(String path) {
    for (String name : path.split("/")) {
      String why = KEPT.get(name);
      if (why != null) {
        return Optional.of(
            "a brick path must not contain '" + name + "' as a part: " + why + "; take another");
      }
    }
    return path.codePoints()
        .filter(BrickNames::misleading)
        .boxed()
        .findFirst()
        .map(BrickNames::bad);
  }

  /** What is not shown, or changes how the rest is shown: a path must be what people read. */
  private static boolean misleading(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> character == '`';
    };
  }

  private static String bad(int character) {
    return character == '`'
        ? "a brick path must not contain control characters nor '`', which glusterfs runs as a"
            + " command"
        : "a brick path must not contain control characters nor invisible formatting characters:"
            + " it has U+%04X".formatted(character);
  }
}
