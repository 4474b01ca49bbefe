package dev.bricklayer.node.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.node.rpc.Calls;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlusterDictTest {
  /** What a brick sends with its request for a volfile. */
  private static final String CAPTURED =
      "00000003"
          + "0000000a00000011 627269636b5f6e616d6500 2f6d6e742f646174612f726570332d3000"
          + "0000000e00000007 6d61782d6f702d76657273696f6e00 31303030303000"
          + "0000000e00000002 6d696e2d6f702d76657273696f6e00 3100";

  @Test
  void readsWhatABrickSends() {
    GlusterDict dict = GlusterDict.decode(Calls.hex(CAPTURED));
    assertThat(dict.keys()).containsExactly("brick_name", "max-op-version", "min-op-version");
    assertThat(dict.text("brick_name")).contains("/mnt/data/rep3-0");
    assertThat(dict.number("max-op-version")).hasValue(100_000);
    assertThat(dict.number("brick_name")).isEmpty();
    assertThat(dict.text("absent")).isEmpty();
    assertThat(dict.encode()).isEqualTo(Calls.hex(CAPTURED));
  }

  @Test
  void writesTextsWithNul() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("brick_name", "/mnt/data/rep3-0");
    texts.put("max-op-version", "100000");
    texts.put("min-op-version", "1");
    assertThat(HexFormat.of().formatHex(GlusterDict.of(texts).encode()))
        .isEqualTo(CAPTURED.replace(" ", ""));
  }

  @Test
  void holdsRawValuesThatAreNoText() {
    String uuid = "00000001 00000001 00000010 6b00 ff000102030405060708090a0b0c0d0e";
    GlusterDict dict = GlusterDict.decode(Calls.hex(uuid));
    assertThat(dict.text("k")).isEmpty();
    assertThat(dict.encode()).isEqualTo(Calls.hex(uuid));
  }

  @Test
  void isEmptyWithoutBytes() {
    assertThat(GlusterDict.decode(new byte[0]).keys()).isEmpty();
    assertThat(GlusterDict.decode(new byte[4]).keys()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "000000, without its count",
    "ffffffff, negative",
    "7fffffff, pairs",
    "00000001, ends within a pair",
    "00000001 00000001, ends within a pair",
    "00000001 ffffffff 00000000 6b00, negative",
    "00000001 00000001 ffffffff 6b00, negative",
    "00000001 7fffffff 7fffffff 6b00, longer than the dict",
    "00000001 00000001 00000000 6b01, does not end with NUL",
    "00000001 00000001 00000000 ff00, not UTF-8",
    "00000001 00000001 00000000 0000, contains NUL",
    "00000001 00000001 00000000 6b00 00, too many",
    "00000002 00000001 00000000 6b00 00000001 00000000 6b00, twice",
  })
  void refusesWhatIsNoDict(String hex, String why) {
    assertThatThrownBy(() -> GlusterDict.decode(Calls.hex(hex)))
        .isInstanceOf(XdrException.class)
        .hasMessageContaining(why);
  }
}
