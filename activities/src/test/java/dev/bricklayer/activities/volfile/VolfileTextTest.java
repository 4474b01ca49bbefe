package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolfileTextTest {

  @Test
  void writesOneBlockPerXlator() {
    VolfileText text = new VolfileText();
    text.add("a", "debug/sink", Map.of(), List.of());
    text.add("b", "debug/io-stats", new TreeMap<>(Map.of("y", "2", "x", "1")), List.of("a"));

    assertThat(text)
        .hasToString(
            """
            volume a
                type debug/sink
            end-volume

            volume b
                type debug/io-stats
                option x 1
                option y 2
                subvolumes a
            end-volume
            """);
  }

  @Test
  void quotesWhatGlusterfsWouldReadDifferently() {
    VolfileText text = new VolfileText();
    text.add("type", "debug/sink", new TreeMap<>(Map.of("a", "b c", "d", "#e")), List.of());
    text.add("it's", "debug/io-stats", Map.of("f", "g\"h\\i"), List.of("type"));

    assertThat(text.toString())
        .contains("volume \"type\"\n", "option a \"b c\"\n", "option d \"#e\"\n")
        .contains("volume it's\n", "option f \"g\\\"h\\\\i\"\n", "subvolumes \"type\"\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"`reboot`", "a`b", "a\nb", "a\u0000b", "a\tb"})
  void refusesWhatNoQuotingMakesSafe(String word) {
    assertThatThrownBy(
            () -> new VolfileText().add("a", "debug/sink", Map.of("key", word), List.of()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("back quotes");
  }

  @Test
  void refusesTwoXlatorsOfOneName() {
    VolfileText text = new VolfileText();
    text.add("a", "debug/sink", Map.of(), List.of());

    assertThatThrownBy(() -> text.add("a", "debug/sink", Map.of(), List.of()))
        .isInstanceOf(IllegalStateException.class);
  }
}
