package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolfileCacheTest {

  @TempDir Path state;
  private VolfileCache cache;

  @BeforeEach
  void makeACache() {
    cache = new VolfileCache(state);
  }

  @Test
  void keepsTheTextServedLast() {
    assertThat(cache.get("vol")).isEmpty();
    cache.put("vol", "one");
    cache.put("vol", "two");
    assertThat(new VolfileCache(state).get("vol")).contains("two");
    assertThat(state.resolve("volfiles/vol.vol")).hasContent("two");
    cache.remove("vol");
    cache.remove("vol");
    assertThat(cache.get("vol")).isEmpty();
  }

  @Test
  void theSameTextIsNotWrittenAgain() throws Exception {
    cache.put("vol", "one");
    FileTime longAgo = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(cache.file("vol"), longAgo);
    cache.put("vol", "one");
    assertThat(Files.getLastModifiedTime(cache.file("vol"))).isEqualTo(longAgo);
  }

  @Test
  void onlyTheOwnerReadsCredentials() throws Exception {
    cache.put("vol", "password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.file("vol"))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("volfiles"))))
        .isEqualTo("rwx------");
  }

  @Test
  void whatAnInterruptedWriteLeftIsReplaced() throws Exception {
    Files.writeString(state.resolve("volfiles/.vol.vol.new"), "half");
    cache.put("vol", "whole");
    assertThat(cache.get("vol")).contains("whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "../../etc/passwd", "/vol", "*", "a b", "snaps/x", "é"})
  void noKeyLeadsOutOfTheFolder(String key) {
    cache.put(key, "text");
    assertThat(cache.file(key).normalize().getParent()).isEqualTo(state.resolve("volfiles"));
    assertThat(cache.get(key)).contains("text");
  }

  @Test
  void longKeysStayApart() {
    String start = "v".repeat(400);
    cache.put(start + "1", "one");
    cache.put(start + "2", "two");
    assertThat(cache.get(start + "1")).contains("one");
    assertThat(cache.get(start + "2")).contains("two");
  }
}
