package dev.bricklayer.api.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateModesTest {
  @TempDir Path folder;

  private Path open(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(above(file));
    Files.writeString(file, "secret");
    for (Path at = above(file); !at.equals(above(folder)); at = above(at)) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private static Path above(Path path) {
    return requireNonNull(path.getParent());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void whatAnEarlierVersionLeftIsClosed() throws IOException {
    Path state = folder.resolve("state");
    for (String name :
        new String[] {
          "identity",
          "identity.copy",
          "ports",
          "journal/a.json",
          "journal/aside/b",
          "bricks/c.json",
          "temporal/temporal.db",
          "etcd/child",
          "etcd/member-1/member/wal/0.wal",
          "etcd/aside/member-2/member/snap/db",
          "cache/xlators.json"
        }) {
      Path file = open("state/" + name);
      StateModes.tighten(state);
      assertThat(mode(file)).as(name).isEqualTo("rw-------");
      for (Path at = above(file); !at.equals(folder); at = above(at)) {
        assertThat(mode(at)).as(at.toString()).isEqualTo("rwx------");
      }
    }
  }

  @Test
  void bricksAndLinksKeepTheirModes() throws IOException {
    Path state = folder.resolve("state");
    Path brick = open("state/etcd/mybrick/file");
    Path inPart = open("state/bricks/b/.glusterfs/index").resolveSibling("../file").normalize();
    Files.writeString(inPart, "data");
    Files.setPosixFilePermissions(inPart, PosixFilePermissions.fromString("rw-r--r--"));
    Path elsewhere = open("elsewhere/file");
    Path foreign = open("state/somebody/file");
    Files.createSymbolicLink(state.resolve("link"), elsewhere);
    Files.createSymbolicLink(state.resolve("journal"), elsewhere.getParent());
    StateModes.tighten(state);
    for (Path file : new Path[] {brick, inPart, elsewhere, foreign}) {
      assertThat(mode(file)).as(file.toString()).isEqualTo("rw-r--r--");
      assertThat(mode(above(file))).as(file.toString()).isEqualTo("rwxr-xr-x");
    }
    assertThat(mode(state)).isEqualTo("rwx------");
  }
}
