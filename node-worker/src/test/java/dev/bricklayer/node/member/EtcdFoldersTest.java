package dev.bricklayer.node.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.identity.EtcdMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdFoldersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path etcd;

  private EtcdFolders after(Duration passed) {
    return new EtcdFolders(etcd, Clock.fixed(NOW.plus(passed), ZoneOffset.UTC));
  }

  private void data(String name) throws IOException {
    Files.createDirectories(etcd.resolve(name).resolve("member/wal"));
    Files.writeString(etcd.resolve(name).resolve("member/wal/0.wal"), name);
  }

  private List<String> aside() throws IOException {
    try (Stream<Path> entries = Files.list(etcd.resolve("aside"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatLooksLeftOverStaysWhereTheNamedDataIsGone() throws IOException {
    data("member-other");
    EtcdMember lost = EtcdMember.alone().used();

    after(Duration.ZERO).setAsideOthers(lost, true);
    assertThat(etcd.resolve("member-other/member/wal/0.wal")).exists();
    assertThat(etcd.resolve("aside")).doesNotExist();
  }

  @Test
  void whatWasSetAsideIsForgottenAfterAWeekWhereOthersHoldTheData() throws IOException {
    for (int i = 0; i < 4; i++) {
      data("member-" + i);
      after(Duration.ofHours(i)).setAsideOthers(null, false);
    }
    assertThat(aside()).hasSize(4);

    after(Duration.ofDays(6)).setAsideOthers(null, true);
    assertThat(aside()).as("before a week is over").hasSize(4);
    after(Duration.ofDays(400)).setAsideOthers(null, false);
    assertThat(aside()).as("nobody else has it").hasSize(4);
    after(Duration.ofDays(400)).setAsideOthers(null, true);
    assertThat(aside()).as("the last ones stay, whatever the clock says").hasSize(2);
    assertThat(aside().get(1)).startsWith("member-3-");
  }
}
