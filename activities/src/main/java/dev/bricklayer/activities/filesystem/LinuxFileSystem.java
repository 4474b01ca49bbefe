package dev.bricklayer.activities.filesystem;

import com.sun.jna.Native;
import dev.bricklayer.config.file.StableStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The file systems of this Linux machine. */
public final class LinuxFileSystem implements NodeFileSystem {

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  @Override
  public Optional<byte[]> xattr(Path path, String name) throws IOException {
    byte[] value = new byte[256];
    while (true) {
      long size = LibC.lgetxattr(LibC.bytes(path), LibC.bytes(name), value, value.length);
      if (size >= 0) {
        return Optional.of(Arrays.copyOf(value, (int) size));
      }
      int errno = Native.getLastError();
      if (errno == LibC.ENODATA) {
        return Optional.empty();
      }
      if (errno != LibC.ERANGE || value.length > 65536) {
        throw LibC.failure(path, errno);
      }
      value = new byte[value.length * 4];
    }
  }

  @Override
  public List<String> xattrs(Path path) throws IOException {
    byte[] names = new byte[4096];
    while (true) {
      long size = LibC.llistxattr(LibC.bytes(path), names, names.length);
      if (size >= 0) {
        String all = new String(names, 0, (int) size, StandardCharsets.UTF_8);
        return Stream.of(all.split("\0")).filter(name -> !name.isEmpty()).sorted().toList();
      }
      int errno = Native.getLastError();
      if (errno != LibC.ERANGE || names.length > 65536) {
        throw LibC.failure(path, errno);
      }
      names = new byte[names.length * 4];
    }
  }

  @Override
  public void setXattr(Path path, String name, byte[] value) throws IOException {
    if (LibC.lsetxattr(LibC.bytes(path), LibC.bytes(name), value, value.length, 0) < 0) {
      throw LibC.failure(path, Native.getLastError());
    }
  }

  @Override
  public void removeXattr(Path path, String name) throws IOException {
    if (LibC.lremovexattr(LibC.bytes(path), LibC.bytes(name)) < 0) {
      int errno = Native.getLastError();
      if (errno != LibC.ENODATA) {
        throw LibC.failure(path, errno);
      }
    }
  }

  @Override
  public List<Mount> mounts() throws IOException {
    return MountTable.parse(Files.readAllLines(MOUNTINFO));
  }

  @Override
  public Mount mount(Path path) throws IOException {
    Path real = path.toRealPath();
    long device = ((Number) Files.getAttribute(real, "unix:dev")).longValue();
    long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
    long minor = (device & 0xff) | ((device >>> 12) & ~0xffL & 0xffffffffL);
    return MountTable.holding(mounts(), real, major + ":" + minor)
        .orElseThrow(() -> new FileSystemException(path.toString(), null, "no mount holds it"));
  }

  @Override
  public Space space(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    long total = store.getTotalSpace();
    return new Space(total, total - store.getUnallocatedSpace(), store.getUsableSpace());
  }

  @Override
  public OptionalLong lockHolder(Path file) throws IOException {
    int fd = LibC.open(LibC.bytes(file), LibC.O_RDONLY_CLOEXEC);
    if (fd < 0) {
      int errno = Native.getLastError();
      if (errno == LibC.ENOENT) {
        return OptionalLong.empty();
      }
      throw LibC.failure(file, errno);
    }
    try {
      int pid = LibC.writeLockHolder(fd);
      if (pid < 0) {
        throw LibC.failure(file, Native.getLastError());
      }
      return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    } finally {
      LibC.close(fd);
    }
  }

  @Override
  public void makeFolder(Path folder, String mode) throws IOException {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(permissions));
      Files.setPosixFilePermissions(folder, permissions);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    StableStorage.replace(file, content);
  }

  @Override
  public void sync(Path path) throws IOException {
    StableStorage.sync(path);
  }
}
