package dev.bricklayer.config.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StableStorageTest {
  @TempDir Path folder;

  /** Notes each step, and fails at one of them. */
  private final class RecordedDisk extends Disk {
    final List<String> steps = new ArrayList<>();
    int failAt = Integer.MAX_VALUE;

    private void step(String what, Path... paths) throws IOException {
      StringBuilder line = new StringBuilder(what);
      for (Path path : paths) {
        line.append(' ').append(folder.relativize(path));
      }
      steps.add(line.toString().strip());
      if (steps.size() > failAt) {
        throw new IOException("planted");
      }
    }

    @Override
    void writeNew(Path file, byte[] content) throws IOException {
      step("write and sync", file);
      super.writeNew(file, content);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      step("rename", from, to);
      super.rename(from, to);
    }

    @Override
    boolean delete(Path path) throws IOException {
      boolean there = super.delete(path);
      if (there) {
        step("delete", path);
      }
      return there;
    }

    @Override
    void makeFolder(Path made) throws IOException {
      step("make", made);
      super.makeFolder(made);
    }

    @Override
    void sync(Path path) throws IOException {
      step("sync", path);
      super.sync(path);
    }
  }

  private final RecordedDisk disk = new RecordedDisk();
  private final StableStorage storage = new StableStorage(disk);

  @Test
  void aFileIsOnTheDiskBeforeItHasItsNameAndTheNameBeforeTheCallReturns() throws IOException {
    storage.write(folder.resolve("note"), "one".getBytes(UTF_8), fresh -> {});
    assertThat(disk.steps)
        .containsExactly("write and sync .note.new", "rename .note.new note", "sync");
    assertThat(folder.resolve("note")).hasContent("one");
  }

  @Test
  void foldersThatAreMadeAreOnTheDiskToo() throws IOException {
    storage.write(folder.resolve("a/b/note"), "one".getBytes(UTF_8), fresh -> {});
    assertThat(disk.steps)
        .containsExactly(
            "make a",
            "sync",
            "make a/b",
            "sync a",
            "write and sync a/b/.note.new",
            "rename a/b/.note.new a/b/note",
            "sync a/b");
    assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
  }

  @Test
  void aDeletedNameIsGoneFromTheDisk() throws IOException {
    Files.writeString(folder.resolve("note"), "one");
    storage.remove(folder.resolve("note"));
    assertThat(disk.steps).containsExactly("delete note", "sync");
    storage.remove(folder.resolve("note"));
    assertThat(disk.steps).hasSize(2);
  }

  @Test
  void aMoveSyncsTheNewPlaceBeforeTheOldOne() throws IOException {
    Files.createDirectories(folder.resolve("from/tree"));
    storage.rename(folder.resolve("from/tree"), folder.resolve("aside/tree"));
    assertThat(disk.steps)
        .containsExactly(
            "make aside", "sync", "rename from/tree aside/tree", "sync aside", "sync from");
  }

  @Test
  void whateverStepFailsTheOldContentOrTheNewIsThere() throws IOException {
    Path file = folder.resolve("note");
    for (int step = 0; step < 3; step++) {
      Files.writeString(file, "old");
      disk.steps.clear();
      disk.failAt = step;
      assertThatThrownBy(() -> storage.write(file, "new".getBytes(UTF_8), fresh -> {}))
          .hasMessage("planted");
      assertThat(file).hasContent(step < 2 ? "old" : "new");
      Files.deleteIfExists(folder.resolve(".note.new"));
    }
  }

  @Test
  void whatAnInterruptedWriteLeftIsReplacedAndItsModeWithIt() throws IOException {
    Files.writeString(folder.resolve(".note.new"), "half of an earlier, longer content");
    Files.setPosixFilePermissions(
        folder.resolve(".note.new"), PosixFilePermissions.fromString("rw-r--r--"));
    StableStorage.replace(folder.resolve("note"), "whole".getBytes(UTF_8));
    assertThat(folder.resolve("note")).hasContent("whole");
    assertThat(mode(folder.resolve("note"))).isEqualTo("rw-------");
  }

  @Test
  void aPreparedFileHasItsModeBeforeItsName() throws IOException {
    Path file = folder.resolve("note");
    StableStorage.replace(
        file,
        "one".getBytes(UTF_8),
        fresh -> {
          assertThat(file).doesNotExist();
          Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-----"));
        });
    assertThat(mode(file)).isEqualTo("rw-r-----");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
