package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads tables that are laid out by hand as the C compiler lays them out. */
class StructLayoutTest {

  private final List<Memory> kept = new ArrayList<>();

  @Test
  void readsTheLayoutUpToTen() {
    Memory table = table();
    table.setInt(584, 1);
    table.setInt(588, 30600);
    table.setInt(620, 35);
    Memory api = zero(128);
    api.setInt(16, 7);
    api.setInt(20, 42);
    api.setPointer(24, text("replicate"));
    api.setPointer(32, table);

    StructLayout layout = StructLayout.of(api);

    assertThat(layout).isEqualTo(StructLayout.UP_TO_10);
    assertRead(StructLayout.UP_TO_10, api);
  }

  @Test
  void readsTheLayoutFromEleven() {
    Memory table = table();
    table.setInt(36, 1);
    table.setInt(584, 30600);
    table.setInt(616, 35);
    Memory api = zero(128);
    api.setPointer(16, text("replicate"));
    api.setPointer(24, table);
    api.setPointer(32, text("maintained"));

    assertThat(StructLayout.of(api)).isEqualTo(StructLayout.FROM_11);
    assertRead(StructLayout.FROM_11, api);
  }

  @Test
  void bytesThatAreNoNameMeanAnUnknownLayout() {
    Memory api = zero(128);
    api.setPointer(24, text("\u0001\u0002garbage"));
    api.setLong(16, 3);

    assertThat(StructLayout.of(api)).isNull();
  }

  private static void assertRead(StructLayout layout, Memory api) {
    assertThat(layout.identifier(api)).isEqualTo("replicate");
    List<XlatorOption> options = layout.read(java.util.Objects.requireNonNull(layout.options(api)));
    assertThat(options)
        .singleElement()
        .satisfies(
            option -> {
              assertThat(option.names()).containsExactly("quorum", "cluster.quorum");
              assertThat(option.type()).isEqualTo(OptionType.STR);
              assertThat(option.min()).isEqualTo(1.5);
              assertThat(option.max()).isEqualTo(9.0);
              assertThat(option.range()).isEqualTo(RangeCheck.MIN);
              assertThat(option.allowed()).containsExactly("none", "auto");
              assertThat(option.defaultValue()).isEqualTo("none");
              assertThat(option.description()).isEqualTo("how many");
              assertThat(option.opVersions()).containsExactly(30600, 0);
              assertThat(option.flags()).isEqualTo(35);
              assertThat(option.settable()).isTrue();
              assertThat(option.tags()).containsExactly("afr");
              assertThat(option.setkey()).isEqualTo("quorum.{{ brick.path }}");
              assertThat(option.level()).isEqualTo(OptionLevel.EXPERIMENTAL);
            });
  }

  /** One option and the empty entry that ends the table. */
  private Memory table() {
    Memory table = zero(2 * StructLayout.STRIDE);
    table.setPointer(0, text("quorum"));
    table.setPointer(8, text("cluster.quorum"));
    table.setInt(32, 1);
    table.setDouble(40, 1.5);
    table.setDouble(48, 9);
    table.setPointer(56, text("none"));
    table.setPointer(64, text("auto"));
    table.setPointer(568, text("none"));
    table.setPointer(576, text("how many"));
    table.setPointer(624, text("afr"));
    table.setPointer(1136, text("quorum.{{ brick.path }}"));
    table.setInt(1144, 2);
    return table;
  }

  private Memory text(String text) {
    Memory memory = zero(text.length() + 1);
    memory.setString(0, text, "UTF-8");
    return memory;
  }

  private Memory zero(int size) {
    Memory memory = new Memory(size);
    memory.clear();
    kept.add(memory);
    return memory;
  }
}
