package dev.bricklayer.activities.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileSystemIT {

  private static final String NAME = "trusted.bricklayer.test";

  private final LinuxFileSystem files = new LinuxFileSystem();
  @TempDir Path temp;

  @Test
  void setsReadsListsAndRemovesAttributes() throws IOException {
    assertThat(files.xattr(temp, NAME)).isEmpty();
    byte[] raw = {0, 1, -1, 0};
    files.setXattr(temp, NAME, raw);
    assertThat(files.xattr(temp, NAME)).hasValueSatisfying(v -> assertThat(v).isEqualTo(raw));
    files.setXattr(temp, NAME, new byte[1500]);
    assertThat(files.xattr(temp, NAME)).hasValueSatisfying(v -> assertThat(v).hasSize(1500));
    for (int i = 0; i < 9; i++) {
      files.setXattr(temp, NAME + "x".repeat(100) + i, new byte[0]);
    }
    assertThat(files.xattrs(temp)).contains(NAME).hasSizeGreaterThanOrEqualTo(10);
    files.removeXattr(temp, NAME);
    files.removeXattr(temp, NAME);
    assertThat(files.xattr(temp, NAME)).isEmpty();
  }

  @Test
  void doesNotFollowALink() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
    files.setXattr(link, NAME, new byte[] {1});
    assertThat(files.xattr(folder, NAME)).isEmpty();
  }

  @Test
  void saysWhatTheKernelSaid() {
    assertThatThrownBy(() -> files.xattr(temp.resolve("missing"), NAME))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> files.setXattr(temp, "bad.name", new byte[1]))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Operation not supported")
        .hasMessageContaining(temp.toString());
    assertThatThrownBy(() -> files.xattr(Path.of("/proc/self"), NAME))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void namesBeyondAscii() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("größe"));
    files.setXattr(folder, NAME, "ü".getBytes(StandardCharsets.UTF_8));
    assertThat(files.xattr(folder, NAME)).isPresent();
  }

  @Test
  void findsTheMountOfAPath() throws IOException {
    assertThat(files.mount(Path.of("/")).point()).isEqualTo(Path.of("/"));
    assertThat(files.mount(Path.of("/proc/self")).type()).isEqualTo("proc");
    assertThat(files.mounts()).extracting(Mount::point).contains(Path.of("/proc"));
    assertThat(files.space(temp).total()).isPositive();
  }

  @Test
  void tellsWhoHoldsALock() throws IOException, InterruptedException {
    Path file = Files.createFile(temp.resolve("pid"));
    assertThat(files.lockHolder(file)).isEmpty();
    assertThat(files.lockHolder(temp.resolve("missing"))).isEmpty();

    Process holder =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl,sys;f=open(sys.argv[1],'r+');fcntl.lockf(f,fcntl.LOCK_EX);"
                    + "print('held',flush=True);sys.stdin.read()",
                file.toString())
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThat(files.lockHolder(file)).hasValue(holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(files.lockHolder(file)).isEmpty();
  }

  @Test
  void makesFoldersWithExactlyTheirMode() throws IOException {
    Path folder = temp.resolve("f");
    files.makeFolder(folder, "rwxrwxrwx");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxrwxrwx");
    files.makeFolder(folder, "rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxrwxrwx");
    Files.createSymbolicLink(temp.resolve("l"), folder);
    assertThatThrownBy(() -> files.makeFolder(temp.resolve("l"), "rwx------"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void replacesAFileAsAWhole() throws IOException {
    Path file = temp.resolve("file");
    files.replace(file, new byte[] {1, 2, 3});
    files.replace(file, new byte[] {4});
    assertThat(file).hasBinaryContent(new byte[] {4});
    files.delete(file);
    files.delete(file);
    assertThat(temp).isEmptyDirectory();
  }
}
