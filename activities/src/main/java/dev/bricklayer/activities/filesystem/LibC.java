package dev.bricklayer.activities.filesystem;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The few functions of the C library that are used, for 64-bit Linux; {@code size_t} and {@code
 * off_t} are {@code long}. A negative result means that {@link Native#getLastError()} tells why.
 */
final class LibC {

  static final int ENOENT = 2;
  static final int ERANGE = 34;
  static final int ENODATA = 61;

  static final int O_RDONLY_CLOEXEC = 0x80000;

  private static final int F_GETLK = 5;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;
  private static final Charset PATH_CHARSET =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size);

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

  static native int lremovexattr(byte[] path, byte[] name);

  static native long llistxattr(byte[] path, byte[] names, long size);

  static native int open(byte[] path, int flags);

  static native int close(int fd);

  static native int fcntl(int fd, int command, Memory lock);

  static native String strerror(int errno);

  /** The pid that keeps us from write-locking the whole file, 0 when nobody does, -1 on error. */
  static int writeLockHolder(int fd) {
    // struct flock: short l_type, short l_whence, off_t l_start, off_t l_len, pid_t l_pid
    try (Memory lock = new Memory(32)) {
      lock.clear();
      lock.setShort(0, F_WRLCK);
      if (fcntl(fd, F_GETLK, lock) < 0) {
        return -1;
      }
      return lock.getShort(0) == F_UNLCK ? 0 : lock.getInt(24);
    }
  }

  static byte[] bytes(Path path) {
    return terminated(path.toString().getBytes(PATH_CHARSET));
  }

  static byte[] bytes(String name) {
    return terminated(name.getBytes(PATH_CHARSET));
  }

  static FileSystemException failure(Path path, int errno) {
    return errno == ENOENT
        ? new NoSuchFileException(path.toString())
        : new FileSystemException(path.toString(), null, strerror(errno));
  }

  private static byte[] terminated(byte[] text) {
    return java.util.Arrays.copyOf(text, text.length + 1);
  }
}
