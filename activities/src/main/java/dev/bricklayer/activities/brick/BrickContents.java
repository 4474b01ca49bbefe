package dev.bricklayer.activities.brick;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is in a brick's folder. */
final class BrickContents {

  private static final Set<String> NOT_USER_DATA = Set.of(".glusterfs", "lost+found");

  /**
   * The folder {@code .glusterfs-anonymous-inode-<gfid>} that self-heal makes in the root of each
   * brick of a replica since glusterfs 9; what it takes out of users' folders passes through it.
   */
  private static final String HEALERS_FOLDER = ".glusterfs-anonymous-inode-*";

  private BrickContents() {}

  /** Whether there is anything that gluster or the file system did not put there. */
  static boolean hasUserData(Path folder) throws IOException {
    return hasOtherThan(folder, NOT_USER_DATA, healersFolders(folder));
  }

  /** Whether a brick process ran here and there is user data, which may be its clients'. */
  static boolean usedWithData(Path folder) throws IOException {
    Path gluster = folder.resolve(".glusterfs");
    return Files.isDirectory(gluster, LinkOption.NOFOLLOW_LINKS)
        && hasOtherThan(gluster, Set.of("indices"), List.of())
        && hasUserData(folder);
  }

  /** The self-heal's own folders with nothing in them; one that holds something holds user data. */
  static List<Path> healersFolders(Path folder) throws IOException {
    List<Path> empty = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, HEALERS_FOLDER)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
            && !hasOtherThan(entry, Set.of(), List.of())) {
          empty.add(entry);
        }
      }
    }
    return empty;
  }

  private static boolean hasOtherThan(Path folder, Set<String> names, List<Path> paths)
      throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!names.contains(entry.getFileName().toString()) && !paths.contains(entry)) {
          return true;
        }
      }
      return false;
    }
  }
}
