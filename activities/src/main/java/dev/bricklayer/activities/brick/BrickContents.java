package dev.bricklayer.activities.brick;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** What is in a brick's folder. */
final class BrickContents {

  private static final Set<String> NOT_USER_DATA = Set.of(".glusterfs", "lost+found");

  private BrickContents() {}

  /** Whether there is anything that gluster or the file system did not put there. */
  static boolean hasUserData(Path folder) throws IOException {
    return hasOtherThan(folder, NOT_USER_DATA);
  }

  /** Whether a brick process ran here and there is user data, which may be its clients'. */
  static boolean usedWithData(Path folder) throws IOException {
    Path gluster = folder.resolve(".glusterfs");
    return Files.isDirectory(gluster, LinkOption.NOFOLLOW_LINKS)
        && hasOtherThan(gluster, Set.of("indices"))
        && hasUserData(folder);
  }

  private static boolean hasOtherThan(Path folder, Set<String> names) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!names.contains(entry.getFileName().toString())) {
          return true;
        }
      }
      return false;
    }
  }
}
