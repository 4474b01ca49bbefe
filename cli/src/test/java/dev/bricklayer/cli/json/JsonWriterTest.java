package dev.bricklayer.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonWriterTest {

  @Test
  void writesCompactly() {
    JsonObject object =
        new JsonObject()
            .put("name", "v\"1\"\\\n")
            .put("count", 3)
            .put("force", true)
            .put("bricks", new JsonArray().add(JsonWord.NULL).add(new JsonObject()))
            .put("none", new JsonArray());
    assertThat(JsonWriter.compact(object))
        .isEqualTo(
            "{\"name\":\"v\\\"1\\\"\\\\\\n\",\"count\":3,\"force\":true,\"bricks\":[null,{}],\"none\":[]}");
  }

  @Test
  void indentsByTwo() {
    assertThat(JsonWriter.indented(JsonReader.read("{\"a\":[1,2],\"b\":{}}")))
        .isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n");
  }

  @Test
  void keepsNumbersAsTheyWereSpelled() {
    String text = "[18446744073709551615,1.50,-0.0,1E5]";
    assertThat(JsonWriter.compact(JsonReader.read(text))).isEqualTo(text);
  }

  @Test
  void escapesWhatWouldSteerATerminal() {
    JsonText text = new JsonText("\033[2J\u0085\u007f😀é" + '\ud83d');
    assertThat(JsonWriter.compact(text)).isEqualTo("\"\\u001b[2J\\u0085\\u007f😀é\\ud83d\"");
    assertThat(JsonReader.read(JsonWriter.compact(text))).isEqualTo(text);
  }
}
