package dev.bricklayer.api.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shuts other users out of the state folder: the folder itself 0700, and in the parts that are the
 * node's own each folder 0700 and each file 0600, whatever an earlier version left.
 *
 * <p>Only modes of the node's own files are changed: never those of a folder that holds a brick,
 * nor of anything that a symbolic link leads to. What cannot be changed is told in the log.
 */
final class StateModes {
  private static final Logger LOG = LoggerFactory.getLogger(StateModes.class);

  private static final List<String> OWN =
      List.of("journal", "bricks", "cache", "volfiles", "temporal");
  private static final String ETCD = "etcd";
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private int changed;

  private StateModes() {}

  static void tighten(Path stateDir) {
    StateModes modes = new StateModes();
    Path state = stateDir.toAbsolutePath().normalize();
    if (shared(state)) {
      LOG.warn(
          "stateDir {} is a folder of the system: its mode stays; give the node a folder of its"
              + " own",
          state);
    } else {
      modes.shut(state);
    }
    modes.files(state);
    OWN.forEach(part -> modes.tree(state.resolve(part)));
    modes.etcd(state.resolve(ETCD));
    if (modes.changed > 0) {
      LOG.info("{} files and folders of {} are closed to other users now", modes.changed, state);
    }
  }

  /** Folders that others need: {@code /}, {@code /var/lib}, {@code /tmp}. */
  private static boolean shared(Path folder) {
    return folder.getNameCount() < 2
        || Set.of("/var/lib", "/var/log", "/var/run", "/var/tmp", "/usr/local", "/var/spool")
            .contains(folder.toString());
  }

  private void etcd(Path etcd) {
    if (!Files.isDirectory(etcd, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    shut(etcd);
    files(etcd);
    try (DirectoryStream<Path> members = Files.newDirectoryStream(etcd, "{member-*,data,aside}")) {
      members.forEach(this::tree);
    } catch (IOException e) {
      warn(etcd, e);
    }
  }

  private void files(Path folder) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          shut(file);
        }
      }
    } catch (IOException e) {
      warn(folder, e);
    }
  }

  private void tree(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes is) {
              if (Files.exists(at.resolve(".glusterfs"), LinkOption.NOFOLLOW_LINKS)) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              shut(at);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path at, BasicFileAttributes is) {
              if (is.isRegularFile()) {
                shut(at);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path at, IOException why) {
              return FileVisitResult.CONTINUE; // it went away, or is told by what needs it
            }
          });
    } catch (IOException e) {
      warn(folder, e);
    }
  }

  private void shut(Path path) {
    try {
      Set<PosixFilePermission> now = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> wanted = EnumSet.noneOf(PosixFilePermission.class);
      wanted.addAll(now);
      if (wanted.removeAll(OTHERS)) {
        Files.setPosixFilePermissions(path, wanted);
        changed++;
      }
    } catch (IOException | UncheckedIOException e) {
      warn(path, e);
    }
  }

  private static void warn(Path path, Exception why) {
    LOG.warn("other users may be able to read {}: {}", path, why.toString());
  }
}
