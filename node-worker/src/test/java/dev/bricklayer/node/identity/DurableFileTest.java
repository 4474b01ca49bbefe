package dev.bricklayer.node.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path folder;

  @Test
  void readsBackWhatWasWrittenLast() {
    DurableFile file = new DurableFile(folder.resolve("deep/er/facts"));
    assertThat(file.read()).isEmpty();
    file.write("one".getBytes(UTF_8));
    file.write("two".getBytes(UTF_8));
    assertThat(new DurableFile(folder.resolve("deep/er/facts")).read())
        .hasValue("two".getBytes(UTF_8));
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    DurableFile file = new DurableFile(folder.resolve("facts"));
    file.write(new byte[] {1});
    for (String name : new String[] {"facts", "facts.copy"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void anyDamageOfTheFileFallsBackToTheCopy() throws IOException {
    DurableFile file = new DurableFile(folder.resolve("facts"));
    file.write("something of some length".getBytes(UTF_8));
    byte[] whole = Files.readAllBytes(file.path());
    Random random = new Random(7);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file.path(), Arrays.copyOf(whole, length));
      assertThat(file.read()).hasValue("something of some length".getBytes(UTF_8));
      byte[] flipped = whole.clone();
      flipped[length] ^= (byte) (1 << random.nextInt(8));
      Files.write(file.path(), flipped);
      assertThat(file.read()).hasValue("something of some length".getBytes(UTF_8));
    }
  }

  /** A death of the process leaves one of the states between the four renames and syncs. */
  @Test
  void anInterruptedWriteLeavesTheOldOrTheNew() throws IOException {
    DurableFile file = new DurableFile(folder.resolve("facts"));
    file.write("new".getBytes(UTF_8));
    byte[] newer = Files.readAllBytes(file.path());
    file.write("old".getBytes(UTF_8));

    Path temporary = folder.resolve(".facts.new");
    for (int length = 0; length <= newer.length; length++) {
      Files.write(temporary, Arrays.copyOf(newer, length));
      assertThat(file.read()).hasValue("old".getBytes(UTF_8));
    }
    Files.write(file.path(), newer);
    Files.write(folder.resolve(".facts.copy.new"), Arrays.copyOf(newer, 5));
    assertThat(file.read()).hasValue("new".getBytes(UTF_8));
    file.write("newest".getBytes(UTF_8));
    assertThat(file.read()).hasValue("newest".getBytes(UTF_8));
  }

  @Test
  void saysWhenBothAreDamaged() throws IOException {
    DurableFile file = new DurableFile(folder.resolve("facts"));
    assertThat(file.damaged()).isFalse();
    file.write("x".getBytes(UTF_8));
    Files.writeString(file.path(), "");
    assertThat(file.damaged()).isFalse();
    Files.writeString(folder.resolve("facts.copy"), "junk");
    assertThat(file.damaged()).isTrue();
  }
}
