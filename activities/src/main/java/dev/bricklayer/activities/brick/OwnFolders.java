package dev.bricklayer.activities.brick;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folders that the node keeps for itself: no brick may be one of them, lie inside or contain
 * one. What is in them is made, replaced and deleted by the node; what is in a brick is its users'.
 */
record OwnFolders(BrickSettings.Folders folders) {

  /**
   * Why a path is not free for a brick.
   *
   * @param path absolute and normalised
   * @param real the same without symbolic links, as far as it is there
   */
  Optional<String> refusal(Path path, Path real) {
    Map<String, Path> all = new LinkedHashMap<>();
    all.put("stateDir", folders.state());
    all.put("runDir", folders.run());
    all.put("logDir", folders.log());
    for (Map.Entry<String, Path> own : all.entrySet()) {
      Path plain = own.getValue().toAbsolutePath().normalize();
      Path there = RegisteredPaths.real(plain);
      String how = how(real, there).or(() -> how(path, plain)).orElse("");
      if (!how.isEmpty()) {
        return Optional.of(
            "brick path "
                + how
                + " the node's own "
                + own.getKey()
                + " "
                + plain
                + "; a brick needs a folder of its own, elsewhere");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> how(Path brick, Path own) {
    if (brick.equals(own)) {
      return Optional.of("is");
    }
    if (brick.startsWith(own)) {
      return Optional.of("lies inside");
    }
    return own.startsWith(brick) ? Optional.of("contains") : Optional.empty();
  }
}
