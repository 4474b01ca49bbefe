package dev.bricklayer.activities.filesystem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Real files, with extended attributes and mounts in memory: what a test can have without being
 * root.
 */
public final class MemoryXattrs implements NodeFileSystem {

  private final NodeFileSystem real = new LinuxFileSystem();
  private final Map<Object, Map<String, byte[]>> attributes = new ConcurrentHashMap<>();

  /** Mounts by their points; the longest above a path holds it. */
  public final Map<Path, Mount> mounts = new TreeMap<>();

  /** When set, attributes are not supported. */
  public volatile boolean withoutXattrs;

  /**
   * @param disk is mounted, writable, and not the root
   */
  public MemoryXattrs(Path disk) {
    mount(Path.of("/"), "8:1", "rw");
    mount(disk, "8:2", "rw");
  }

  public void mount(Path point, String number, String... options) {
    mounts.put(point, new Mount(point, number, "/dev/" + number, "xfs", List.of(options)));
  }

  @Override
  public Optional<byte[]> xattr(Path path, String name) throws IOException {
    return Optional.ofNullable(of(path).get(name)).map(byte[]::clone);
  }

  @Override
  public List<String> xattrs(Path path) throws IOException {
    return List.copyOf(of(path).keySet());
  }

  @Override
  public void setXattr(Path path, String name, byte[] value) throws IOException {
    of(path).put(name, value.clone());
  }

  @Override
  public void removeXattr(Path path, String name) throws IOException {
    of(path).remove(name);
  }

  @Override
  public List<Mount> mounts() {
    return List.copyOf(mounts.values());
  }

  @Override
  public Mount mount(Path path) throws IOException {
    return MountTable.holding(mounts(), path.toRealPath(), "any").orElseThrow();
  }

  @Override
  public Space space(Path path) throws IOException {
    return real.space(path);
  }

  @Override
  public OptionalLong lockHolder(Path file) throws IOException {
    return real.lockHolder(file);
  }

  @Override
  public void makeFolder(Path folder, String mode) throws IOException {
    real.makeFolder(folder, mode);
  }

  @Override
  public void delete(Path path) throws IOException {
    Object key = Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? key(path) : null;
    real.delete(path);
    if (key != null) {
      attributes.remove(key);
    }
  }

  /** Without waiting for the disk. */
  @Override
  public void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(fresh, content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void sync(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString());
    }
  }

  private Map<String, byte[]> of(Path path) throws IOException {
    if (withoutXattrs) {
      throw new FileSystemException(path.toString(), null, "Operation not supported");
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString());
    }
    return attributes.computeIfAbsent(key(path), key -> new TreeMap<>());
  }

  private static Object key(Path path) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
  }
}
