package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionValueTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0", "4096, 4096", "10B, 10", "1KB, 1024", "64MB, 67108864", "64mb, 67108864",
    "1.5GB, 1610612736", "0.1KB, 102", "1PB, 1125899906842624", "010, 10", "+5, 5", "1.5, 1",
    "9223372036854775807, 9223372036854775807"
  })
  void sizes(String text, BigDecimal bytes) {
    assertThat(OptionValue.size(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MB",
        "1K",
        "1 MB",
        "1EB",
        "0x10",
        "1e3",
        "-1",
        "5%",
        "5 ",
        "1.GB",
        ".5GB",
        "20000PB",
        "9223372036854775808",
        "64MiB",
        "1KBKB"
      })
  void noSizes(String text) {
    assertThat(OptionValue.size(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-1, -1",
    "+1, 1",
    "0x10, 16",
    "010, 8",
    "0, 0",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void integers(String text, BigDecimal number) {
    assertThat(OptionValue.integer(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "1.0", "1k", "08", "1 ", "0x", "9223372036854775808", "one", "--1"})
  void noIntegers(String text) {
    assertThat(OptionValue.integer(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "10s, 10",
    "10sec, 10",
    "10m, 600",
    "10min, 600",
    "2h, 7200",
    "2hr, 7200",
    "1d, 86400",
    "2days, 172800",
    "1w, 604800",
    "1wk, 604800",
    "4294967295, 4294967295"
  })
  void times(String text, BigDecimal seconds) {
    assertThat(OptionValue.seconds(text)).contains(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "-1", "1.5", "10mins", "1y", "10 s", "10S", "4294967296", "9999999w"})
  void noTimes(String text) {
    assertThat(OptionValue.seconds(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "ON", "yes", "true", "enable", "1", "True"})
  void booleansThatMeanYes(String text) {
    assertThat(OptionValue.isOn(text)).isTrue();
    assertThat(OptionValue.isBoolean(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "no", "false", "disable", "0", "Off"})
  void booleansThatMeanNo(String text) {
    assertThat(OptionValue.isOn(text)).isFalse();
    assertThat(OptionValue.isBoolean(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "y", "t", " on", "maybe"})
  void noBooleans(String text) {
    assertThat(OptionValue.isBoolean(text)).isFalse();
  }
}
