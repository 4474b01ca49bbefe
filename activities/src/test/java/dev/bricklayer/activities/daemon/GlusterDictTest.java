package dev.bricklayer.activities.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GlusterDictTest {

  @Test
  void isWrittenAsGlusterfsWritesIt() {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("brick_name", "/mnt/data/rep3-0");
    pairs.put("max-op-version", "100000");
    assertThat(HexFormat.of().formatHex(GlusterDict.encode(pairs)))
        .isEqualTo(
            "000000020000000a00000011"
                + "627269636b5f6e616d6500"
                + "2f6d6e742f646174612f726570332d3000"
                + "0000000e00000007"
                + "6d61782d6f702d76657273696f6e00"
                + "31303030303000");
    assertThat(GlusterDict.decode(GlusterDict.encode(pairs))).isEqualTo(pairs);
    assertThat(GlusterDict.encode(Map.of())).isEmpty();
  }

  @Test
  void rawBytesAreReadAsDigits() {
    byte[] raw = HexFormat.of().parseHex("0000000100000001000000036900" + "00ff01");
    assertThat(GlusterDict.decode(raw)).containsExactly(Map.entry("i", "00ff01"));
    assertThat(GlusterDict.decode(new byte[0])).isEmpty();
  }

  @Test
  void nonsenseIsRefused() {
    byte[] whole = GlusterDict.encode(Map.of("key", "value"));
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> GlusterDict.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] negative = whole.clone();
    negative[4] = -1;
    assertThatThrownBy(() -> GlusterDict.decode(negative))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
