package dev.bricklayer.node.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineDatabaseTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  private EngineDatabase database() {
    return new EngineDatabase(folder.resolve("temporal.db"), Clock.fixed(now, ZoneOffset.UTC));
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void allPartsAreMovedTogether() throws Exception {
    write("temporal.db", "db");
    write("temporal.db-wal", "wal");
    write("child", "not a part");
    Path aside = database().setAside().orElseThrow();
    assertThat(aside).isEqualTo(folder.resolve("aside").resolve("2026-01-02T03-04-05Z"));
    assertThat(aside.resolve("temporal.db")).hasContent("db");
    assertThat(aside.resolve("temporal.db-wal")).hasContent("wal");
    assertThat(folder.resolve("temporal.db")).doesNotExist();
    assertThat(folder.resolve("child")).exists();
    assertThat(database().setAside()).isEmpty();
  }

  @Test
  void theNewestAndTheLargestAreKept() throws Exception {
    for (String text : List.of("one", "the largest of all", "two", "three", "four", "five")) {
      write("temporal.db", text);
      now = now.plusSeconds(60);
      assertThat(database().setAside()).isPresent();
    }
    try (Stream<Path> kept = Files.list(folder.resolve("aside"))) {
      List<String> texts =
          kept.sorted()
              .map(
                  each -> {
                    try {
                      return Files.readString(each.resolve("temporal.db"));
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })
              .toList();
      assertThat(texts).containsExactly("the largest of all", "three", "four", "five");
    }
  }

  @Test
  void damageIsKnownByTheEnginesWords() {
    assertThat(EngineDatabase.damaged("… database disk image is malformed (11)")).isTrue();
    assertThat(EngineDatabase.damaged("… file is not a database (26)")).isTrue();
    assertThat(EngineDatabase.damaged("database or disk is full (13)")).isFalse();
    assertThat(EngineDatabase.damaged("SQL logic error: no such table: x")).isFalse();
    assertThat(EngineDatabase.unusable("SQL logic error: no such table: x (1)")).isTrue();
    assertThat(EngineDatabase.unusable("address already in use")).isFalse();
  }
}
