package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of every type, and at the bounds. */
class ValueCheckTest {

  @ParameterizedTest
  @CsvSource({
    "BOOL, enable",
    "BOOL, 0",
    "INT, -5",
    "INT, 0x1f",
    "SIZET, 64MB",
    "SIZET, 1.5GB",
    "PERCENT, 0",
    "PERCENT, 100%",
    "PERCENT, 12.5%",
    "PERCENT_OR_SIZET, 10%",
    "PERCENT_OR_SIZET, 10GB",
    "PERCENT_OR_SIZET, 4096",
    "STR, anything goes",
    "PATH, /a/b",
    "PATH, /",
    "TIME, 10min",
    "DOUBLE, 1.5",
    "DOUBLE, 1e3",
    "INTERNET_ADDRESS, host.example.com",
    "INTERNET_ADDRESS, 10.0.0.1",
    "INTERNET_ADDRESS, fe80::1%eth0",
    "INTERNET_ADDRESS_LIST, *",
    "INTERNET_ADDRESS_LIST, '10.0.0.*,host,10.77.0.0/24'",
    "INTERNET_ADDRESS_LIST, '10.0.0.1, 10.0.0.2'",
    "INTERNET_ADDRESS_LIST, fe80::*",
    "PRIORITY_LIST, '*.jpg:2,*.html:1'",
    "SIZE_LIST, 1MB",
    "SIZE_LIST, '*.img:2MB,*:512'",
    "CLIENT_AUTH_ADDR, /dir",
    "CLIENT_AUTH_ADDR, '/dir(10.0.0.1|host),/other(10.*)'"
  })
  void goodValues(OptionType type, String value) {
    assertThat(ValueCheck.complaint(option(type, 0, 0, RangeCheck.BOTH), value)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, maybe",
    "INT, 1.5",
    "INT, 1k",
    "SIZET, 64MiB",
    "SIZET, -1",
    "SIZET, many",
    "PERCENT, 101%",
    "PERCENT, -1",
    "PERCENT, 5GB",
    "PERCENT_OR_SIZET, 101%",
    "PERCENT_OR_SIZET, -5",
    "PATH, a/b",
    "PATH, /a/../b",
    "TIME, soon",
    "DOUBLE, -1",
    "DOUBLE, NaN",
    "DOUBLE, x",
    "INTERNET_ADDRESS, h_x",
    "INTERNET_ADDRESS, -h",
    "INTERNET_ADDRESS, 10.0.0.*",
    "INTERNET_ADDRESS, a..b",
    "INTERNET_ADDRESS_LIST, '10.0.0.1,,10.0.0.2'",
    "INTERNET_ADDRESS_LIST, 10.0.0.1/33",
    "INTERNET_ADDRESS_LIST, @group",
    "INTERNET_ADDRESS_LIST, *.example.com",
    "PRIORITY_LIST, *.jpg",
    "PRIORITY_LIST, *.jpg:x",
    "PRIORITY_LIST, '*.jpg:1,'",
    "SIZE_LIST, 1000",
    "SIZE_LIST, x:1000",
    "CLIENT_AUTH_ADDR, dir(host)",
    "CLIENT_AUTH_ADDR, /dir(host",
    "CLIENT_AUTH_ADDR, /dir()",
    "ANY, x",
    "XLATOR, x"
  })
  void badValues(OptionType type, String value) {
    assertThat(ValueCheck.complaint(option(type, 0, 0, RangeCheck.BOTH), value)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "INT, 1, 64, BOTH, 1, true",
    "INT, 1, 64, BOTH, 64, true",
    "INT, 1, 64, BOTH, 0, false",
    "INT, 1, 64, BOTH, 65, false",
    "INT, 1, 0, MIN, 1000, true",
    "INT, 1, 0, MIN, 0, false",
    "INT, 0, 0, MIN, -1, false",
    "INT, 0, 10, MAX, -5, true",
    "INT, 0, 10, MAX, 11, false",
    "SIZET, 4194304, 4398046511104, BOTH, 64MB, true",
    "SIZET, 4194304, 4398046511104, BOTH, 4MB, true",
    "SIZET, 4194304, 4398046511104, BOTH, 4TB, true",
    "SIZET, 4194304, 4398046511104, BOTH, 3.9MB, false",
    "SIZET, 4194304, 4398046511104, BOTH, 5TB, false",
    "SIZET, 4194304, Infinity, BOTH, 1PB, true",
    "TIME, 0, 300, BOTH, 5min, true",
    "TIME, 0, 300, BOTH, 6min, false",
    "PERCENT_OR_SIZET, 0, 0, MIN, 50%, true"
  })
  void ranges(
      OptionType type, double min, double max, RangeCheck range, String value, boolean good) {
    String complaint = ValueCheck.complaint(option(type, min, max, range), value);

    assertThat(complaint == null).as("%s", complaint).isEqualTo(good);
  }

  @Test
  void anEnumeratedStringIsOneOfItsValues() {
    XlatorOption option =
        SampleTables.TABLES.find("replicate").orElseThrow().option("quorum-type").orElseThrow();

    assertThat(ValueCheck.complaint(option, "auto")).isNull();
    assertThat(ValueCheck.complaint(option, "some"))
        .isEqualTo("one of none, auto, fixed is expected");
  }

  @Test
  void whatAShellOfAClientCouldRunIsRefused() {
    XlatorOption option = option(OptionType.STR, 0, 0, RangeCheck.BOTH);

    assertThat(ValueCheck.complaint(option, "`touch /tmp/x`")).contains("back quotes");
    assertThat(ValueCheck.complaint(option, "a\nend-volume")).contains("control characters");
    assertThat(ValueCheck.complaint(option, "")).contains("empty");
  }

  private static XlatorOption option(OptionType type, double min, double max, RangeCheck range) {
    return new XlatorOption(
        List.of("option"),
        type,
        min,
        max,
        range,
        List.of(),
        null,
        null,
        List.of(),
        1,
        List.of(),
        null,
        OptionLevel.BASIC);
  }
}
