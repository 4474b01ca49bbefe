package dev.bricklayer.activities.filesystem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the lines of {@code /proc/self/mountinfo} (proc(5)): {@code 36 35 98:0 /root /point rw,…
 * tag - type source rw,…}. Blanks in names are octal escapes.
 */
final class MountTable {

  private MountTable() {}

  /** Lines that cannot be read are left out. */
  static List<Mount> parse(List<String> lines) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : lines) {
      List<String> words = List.of(line.split(" "));
      int dash = words.indexOf("-");
      if (dash < 6 || words.size() < dash + 4) {
        continue;
      }
      List<String> options =
          Stream.of(words.get(5), words.get(dash + 3))
              .flatMap(list -> Stream.of(list.split(",")))
              .distinct()
              .toList();
      // a read-only mount of a writable file system says "ro" first and "rw" last
      List<String> effective =
          options.contains("ro") ? options.stream().filter(o -> !o.equals("rw")).toList() : options;
      mounts.add(
          new Mount(
              Path.of(unescape(words.get(4))),
              words.get(2),
              unescape(words.get(dash + 2)),
              words.get(dash + 1),
              effective));
    }
    return mounts;
  }

  /**
   * The mount that holds the path: the deepest one above it that is of the path's own device (a
   * later mount may hide a deeper one), the last one where several are stacked.
   */
  static Optional<Mount> holding(List<Mount> mounts, Path realPath, String deviceNumber) {
    List<Mount> above = new ArrayList<>();
    for (int i = mounts.size() - 1; i >= 0; i--) {
      if (realPath.startsWith(mounts.get(i).point())) {
        above.add(mounts.get(i));
      }
    }
    above.sort(Comparator.comparingInt((Mount mount) -> mount.point().getNameCount()).reversed());
    return above.stream()
        .filter(mount -> mount.number().equals(deviceNumber))
        .findFirst()
        .or(() -> above.stream().findFirst());
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && text.substring(i + 1).matches("(?s)[0-7]{3}.*")) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
