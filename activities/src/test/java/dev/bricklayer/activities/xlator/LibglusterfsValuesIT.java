package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.ByteByReference;
import com.sun.jna.ptr.DoubleByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted here means to glusterfs what it means here. */
class LibglusterfsValuesIT {

  /** The readers of values in libglusterfs; each returns 0 when it can read the text. */
  interface Glusterfs extends Library {
    Glusterfs INSTANCE = Native.load("libglusterfs.so.0", Glusterfs.class);

    int gf_string2bytesize_uint64(String text, LongByReference number);

    int gf_string2percent(String text, DoubleByReference number);

    int gf_string2time(String text, IntByReference number);

    int gf_string2boolean(String text, ByteByReference value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "64MB", "64mb", "1.5GB", "1KB", "10B", "10b", "10", "1PB", "010", "+5", "0.1KB", "1.5",
        "2TB", "0", "3.999MB", "1K", "", "-1", "1EB", "0x10", "1e3", "5%", "MB", "1 MB", "5 "
      })
  void sizes(String text) {
    LongByReference number = new LongByReference();
    int failed = Glusterfs.INSTANCE.gf_string2bytesize_uint64(text, number);

    assertThat(OptionValue.size(text))
        .isEqualTo(
            failed == 0 ? Optional.of(BigDecimal.valueOf(number.getValue())) : Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10", "10s", "10sec", "10secs", "10m", "10min", "10mins", "2h", "2hr", "2hrs", "1d", "1day",
        "1days", "1w", "1wk", "1wks", "-1", "1.5", "", "5x", "10 s", "1y", "10S", "0"
      })
  void times(String text) {
    IntByReference number = new IntByReference();
    int failed = Glusterfs.INSTANCE.gf_string2time(text, number);

    assertThat(OptionValue.seconds(text))
        .isEqualTo(
            failed == 0
                ? Optional.of(BigDecimal.valueOf(Integer.toUnsignedLong(number.getValue())))
                : Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "10%", "100%", "5.5", "0", "-1", "10 %", "", "%", "10%%"})
  void percentages(String text) {
    DoubleByReference number = new DoubleByReference();
    int failed = Glusterfs.INSTANCE.gf_string2percent(text, number);

    assertThat(OptionValue.percent(text).map(BigDecimal::doubleValue))
        .isEqualTo(failed == 0 ? Optional.of(number.getValue()) : Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on", "ON", "On", "yes", "true", "enable", "1", "off", "no", "false", "disable", "0", "2",
        "", "y", "t", " on"
      })
  void booleans(String text) {
    ByteByReference value = new ByteByReference();
    int failed = Glusterfs.INSTANCE.gf_string2boolean(text, value);

    assertThat(OptionValue.isBoolean(text)).isEqualTo(failed == 0);
    assertThat(OptionValue.isOn(text)).isEqualTo(failed == 0 && value.getValue() != 0);
  }

  @Test
  void everyDefaultOfAnInstalledXlatorIsAValueThatItTakes(
      @org.junit.jupiter.api.io.TempDir java.nio.file.Path cache) {
    XlatorTables tables = new InstalledXlators(InstalledXlators.folder("glusterfsd"), cache).read();

    assertThat(tables.all())
        .allSatisfy(
            xlator ->
                assertThat(xlator.options())
                    .filteredOn(XlatorOption::settable)
                    .filteredOn(option -> option.defaultValue() != null)
                    .filteredOn(option -> !"".equals(option.defaultValue()))
                    .filteredOn(option -> !String.valueOf(option.defaultValue()).contains("{{"))
                    .allSatisfy(
                        option ->
                            assertThat(
                                    ValueCheck.complaint(
                                        option, String.valueOf(option.defaultValue())))
                                .as("%s.%s %s", xlator.id(), option.name(), option.defaultValue())
                                .isNull()));
  }
}
