package dev.bricklayer.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void readsEveryKindOfValue() {
    JsonObject object =
        (JsonObject)
            JsonReader.read(
                " {\"s\":\"a\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\",\"n\":-12.5e+3,\"big\":18446744073709551615,"
                    + "\"t\":true,\"f\":false,\"z\":null,\"a\":[1,[],{}],\"o\":{}} ");
    assertThat(object.text("s")).isEqualTo("a\"\\/\né😀");
    assertThat(object.members().get("n")).isEqualTo(new JsonNumber("-12.5e+3"));
    assertThat(object.text("big")).isEqualTo("18446744073709551615");
    assertThat(object.flag("t")).isTrue();
    assertThat(object.flag("f")).isFalse();
    assertThat(object.members().get("z")).isEqualTo(JsonWord.NULL);
    assertThat(object.members().get("a"))
        .isEqualTo(
            new JsonArray().add(new JsonNumber("1")).add(new JsonArray()).add(new JsonObject()));
  }

  @Test
  void missingOrOddMembersReadAsEmpty() {
    JsonObject object = (JsonObject) JsonReader.read("{\"a\":1,\"b\":null,\"c\":[\"x\",2]}");
    assertThat(object.text("none")).isEmpty();
    assertThat(object.text("b")).isEmpty();
    assertThat(object.text("a")).isEqualTo("1");
    assertThat(object.number("c")).isZero();
    assertThat(object.texts("c")).containsExactly("x");
    assertThat(object.objects("c")).isEmpty();
    assertThat(object.object("a").members()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "tru",
        "nul",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "1 2",
        "[] x",
        "NaN",
        "'a'",
        "<html>"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonSyntaxException.class);
  }

  @Test
  void refusesToNestForEver() {
    assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
        .isInstanceOf(JsonSyntaxException.class)
        .hasMessageContaining("deep");
    assertThat(JsonReader.read("[".repeat(200) + "]".repeat(200))).isInstanceOf(JsonArray.class);
  }
}
