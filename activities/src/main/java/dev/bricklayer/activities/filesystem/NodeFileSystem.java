package dev.bricklayer.activities.filesystem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What bricks need of a file system and the JDK does not offer, and every effect on brick folders
 * and on the node's own records, so that a test can fail at each of them.
 *
 * <p>No call follows a symbolic link in the last component of its path. Failures are {@link
 * IOException}s that name the path and the kernel's reason.
 */
public interface NodeFileSystem {

  /** The value of an extended attribute, empty when it is not set. */
  Optional<byte[]> xattr(Path path, String name) throws IOException;

  /** The names of all extended attributes. */
  List<String> xattrs(Path path) throws IOException;

  void setXattr(Path path, String name, byte[] value) throws IOException;

  /** Removes an attribute; one that is not there is as good. */
  void removeXattr(Path path, String name) throws IOException;

  /** All mounts that this process sees. */
  List<Mount> mounts() throws IOException;

  /** The mount that holds an existing path. */
  Mount mount(Path path) throws IOException;

  /** The room of the file system that holds an existing path. */
  Space space(Path path) throws IOException;

  /**
   * The process that holds a POSIX lock on the file, as gluster's daemons do on their pid files as
   * long as they live; empty when nobody does or the file is missing. Takes no lock itself.
   */
  OptionalLong lockHolder(Path file) throws IOException;

  /**
   * Makes a folder with exactly that mode ({@code rwx------}); one that is there is as good and
   * keeps its mode.
   */
  void makeFolder(Path folder, String mode) throws IOException;

  /**
   * Deletes a file or an empty folder; a missing one is as good. That it is gone is on the disk
   * after a {@link #sync} of its folder.
   */
  void delete(Path path) throws IOException;

  /**
   * Writes a file so that after a crash it holds either all of the old content or all of the new: a
   * new file (mode 0600), synced, renamed over the old one, the folder synced. Missing folders are
   * made (0700).
   */
  void replace(Path file, byte[] content) throws IOException;

  /** Waits until a file or folder is on the disk. */
  void sync(Path path) throws IOException;
}
