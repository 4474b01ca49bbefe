package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a brick's path back to what its {@link BrickOrigin} says. Every step of it can be
 * repeated. A path that bears the mark of another volume by now is left alone. Symbolic links are
 * never followed.
 */
final class BrickRestoration {

  private static final Logger LOG = LoggerFactory.getLogger(BrickRestoration.class);

  private final NodeFileSystem files;

  BrickRestoration(NodeFileSystem files) {
    this.files = files;
  }

  void restore(BrickOrigin origin) throws IOException {
    Path folder = origin.folder();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      if (ofAnotherVolume(origin)) {
        LOG.warn("{} bears the mark of another volume by now and is left alone", folder);
        return;
      }
      if (BrickContents.usedWithData(folder)) {
        files.removeXattr(folder, BrickOrigin.VOLUME_ID);
        files.sync(folder);
        LOG.error("{} was written to by clients; its data and its .glusterfs stay", folder);
        return;
      }
      if (!origin.hadGlusterFolder()) {
        deleteHealersFolders(folder);
        deleteTree(origin.glusterFolder());
      } else if (!origin.hadIndices()) {
        deleteTree(origin.indices());
      }
      restoreMarks(origin);
      files.sync(folder);
    }
    for (int i = origin.madeFolders().size() - 1; i >= 0; i--) {
      if (!deleteIfEmpty(Path.of(origin.madeFolders().get(i)))) {
        break;
      }
    }
  }

  /** Deletes a folder unless something is in it; tells whether it is gone. */
  boolean deleteIfEmpty(Path folder) throws IOException {
    try {
      boolean there = Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
      if (there && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        return false; // somebody put something else there
      }
      files.delete(folder);
      Path parent = folder.getParent();
      if (there && parent != null && Files.isDirectory(parent)) {
        files.sync(parent);
      }
      return true;
    } catch (DirectoryNotEmptyException e) {
      LOG.debug("{} was made for a brick and stays: it is not empty", folder);
      return false;
    }
  }

  /** Deletes what the self-heal daemon made in a brick's folder, as far as it is empty. */
  void deleteHealersFolders(Path folder) throws IOException {
    for (Path made : BrickContents.healersFolders(folder)) {
      files.delete(made);
    }
  }

  /** Deletes a folder with all that is in it; a link in it is deleted, not followed. */
  void deleteTree(Path top) throws IOException {
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean ofAnotherVolume(BrickOrigin origin) throws IOException {
    Optional<byte[]> mark = files.xattr(origin.folder(), BrickOrigin.VOLUME_ID);
    if (mark.isEmpty()) {
      return false;
    }
    String before = origin.xattrs().get(BrickOrigin.VOLUME_ID);
    return !Arrays.equals(mark.get(), BrickPreparation.bytes(origin.brick().volumeId()))
        && !(before != null && Arrays.equals(mark.get(), HexFormat.of().parseHex(before)));
  }

  /** The volume's own mark is restored last: while it is there, the path is known to be ours. */
  private void restoreMarks(BrickOrigin origin) throws IOException {
    Path folder = origin.folder();
    for (String name : files.xattrs(folder)) {
      if (name.startsWith("trusted.")
          && !name.equals(BrickOrigin.VOLUME_ID)
          && !origin.xattrs().containsKey(name)) {
        files.removeXattr(folder, name);
      }
    }
    for (Map.Entry<String, String> mark : origin.xattrs().entrySet()) {
      if (!mark.getKey().equals(BrickOrigin.VOLUME_ID)) {
        files.setXattr(folder, mark.getKey(), HexFormat.of().parseHex(mark.getValue()));
      }
    }
    String before = origin.xattrs().get(BrickOrigin.VOLUME_ID);
    if (before == null) {
      files.removeXattr(folder, BrickOrigin.VOLUME_ID);
    } else {
      files.setXattr(folder, BrickOrigin.VOLUME_ID, HexFormat.of().parseHex(before));
    }
  }
}
