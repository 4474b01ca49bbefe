package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Everything below a folder, line by line, for comparison: names, kinds, owners, modes, xattrs. */
final class FolderState {

  private FolderState() {}

  static List<String> of(Path top, NodeFileSystem files) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : (Iterable<Path>) all.sorted()::iterator) {
        PosixFileAttributes facts =
            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        lines.add(
            "%s %s %s %s %s"
                .formatted(
                    top.relativize(path),
                    facts.isDirectory() ? "d" : facts.isSymbolicLink() ? "l" : "f",
                    PosixFilePermissions.toString(facts.permissions()),
                    facts.owner(),
                    facts.isRegularFile() ? Files.readString(path) : ""));
        if (!facts.isSymbolicLink()) {
          for (String name : files.xattrs(path)) {
            lines.add(
                "  "
                    + name
                    + "="
                    + HexFormat.of().formatHex(files.xattr(path, name).orElseThrow()));
          }
        }
      }
    }
    return lines;
  }
}
