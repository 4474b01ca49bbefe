package dev.bricklayer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void sizes() {
    assertThat(Figures.size(0)).isEmpty();
    assertThat(Figures.size(1023)).isEqualTo("1023 B");
    assertThat(Figures.size(1024)).isEqualTo("1.0 KiB");
    assertThat(Figures.size(10L << 30)).isEqualTo("10.0 GiB");
    assertThat(Figures.size((10L << 30) - 1)).isEqualTo("9.9 GiB");
    assertThat(Figures.size(Long.MAX_VALUE)).isEqualTo("7.9 EiB");
  }

  @Test
  void times() {
    assertThat(Figures.time("2026-11-22T13:12:05.123456Z")).isEqualTo("2026-11-22 13:12:05Z");
    assertThat(Figures.time("2026-11-22T13:12:05Z")).isEqualTo("2026-11-22 13:12:05Z");
    assertThat(Figures.time("2026-11-22T13:12:05.1+01:00")).isEqualTo("2026-11-22 13:12:05+01:00");
    assertThat(Figures.time("")).isEmpty();
    assertThat(Figures.time("soon")).isEqualTo("soon");
  }

  @Test
  void durations() {
    assertThat(Figures.between("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.035Z"))
        .isEqualTo("35 ms");
    assertThat(Figures.between("2026-11-22T10:00:00.9Z", "2026-11-22T10:00:03Z"))
        .isEqualTo("2.1 s");
    assertThat(Figures.between("2026-12-31T23:59:00Z", "2027-01-01T00:02:05Z"))
        .isEqualTo("3 min 5 s");
    assertThat(Figures.between("2026-11-22T10:00:01Z", "2026-11-22T10:00:00Z")).isEqualTo("0 ms");
    assertThat(Figures.between("2026-11-22T10:00:01Z", "")).isEmpty();
    assertThat(Figures.between("nonsense that is long", "2026-11-22T10:00:00Z")).isEmpty();
  }

  @Test
  void readsTimestampsAsThePlatformDoes() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      Instant instant = Instant.ofEpochMilli(random.nextLong(7_258_118_400_000L));
      assertThat(Figures.millis(instant.toString()))
          .as("%s", instant)
          .isEqualTo(instant.toEpochMilli());
    }
  }
}
