package dev.bricklayer.config.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How every small file of a node is written, renamed and deleted: what a call did is on the disk
 * when it returns, and whatever moment the process or the machine dies at, a file holds all of its
 * old content or all of its new one.
 *
 * <p>Files are readable by their owner only (0600), folders made here too (0700). Writers of one
 * file must exclude each other. Failures are {@link IOException}s; what was there before stays
 * then.
 */
public final class StableStorage {
  private static final StableStorage HERE = new StableStorage(new Disk());

  private final Disk disk;

  StableStorage(Disk disk) {
    this.disk = disk;
  }

  /** What a new file needs before it has its name: another group, say. */
  public interface Preparation {
    void apply(Path fresh) throws IOException;
  }

  /**
   * Writes a new file, synced, renames it over the old one, and syncs the folder. Folders that are
   * missing are made.
   */
  public static void replace(Path file, byte[] content) throws IOException {
    HERE.write(file, content, fresh -> {});
  }

  /** The same for a file that needs more than mode 0600. */
  public static void replace(Path file, byte[] content, Preparation preparation)
      throws IOException {
    HERE.write(file, content, preparation);
  }

  /** Deletes a file or an empty folder; a missing one is as good. */
  public static void delete(Path path) throws IOException {
    HERE.remove(path);
  }

  /** Deletes a folder with all that is in it; a link in it is deleted and not followed. */
  public static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(at);
            return FileVisitResult.CONTINUE;
          }
        });
    HERE.disk.sync(folder(folder));
  }

  /** Moves a file or a folder within its file system, over a file that is there. */
  public static void move(Path from, Path to) throws IOException {
    HERE.rename(from, to);
  }

  /** Makes a folder and those above it; one that is there keeps its mode. */
  public static void makeFolders(Path folder) throws IOException {
    HERE.make(folder);
  }

  /** Waits until a file or a folder is on the disk. */
  public static void sync(Path path) throws IOException {
    HERE.disk.sync(path);
  }

  void write(Path file, byte[] content, Preparation preparation) throws IOException {
    Path fresh = file.resolveSibling("." + requireNonNull(file.getFileName()) + ".new");
    make(folder(file));
    disk.delete(fresh);
    disk.writeNew(fresh, content);
    preparation.apply(fresh);
    disk.rename(fresh, file);
    disk.sync(folder(file));
  }

  void remove(Path path) throws IOException {
    if (disk.delete(path)) {
      disk.sync(folder(path));
    }
  }

  void rename(Path from, Path to) throws IOException {
    make(folder(to));
    disk.rename(from, to);
    disk.sync(folder(to));
    if (!folder(from).equals(folder(to))) {
      disk.sync(folder(from));
    }
  }

  void make(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path at = folder.toAbsolutePath();
    while (at != null && !Files.isDirectory(at)) {
      missing.push(at);
      at = at.getParent();
    }
    for (Path each : missing) {
      disk.makeFolder(each);
      disk.sync(folder(each));
    }
  }

  private static Path folder(Path path) {
    return requireNonNull(path.toAbsolutePath().getParent());
  }
}
