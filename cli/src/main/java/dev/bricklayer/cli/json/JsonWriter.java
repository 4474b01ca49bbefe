package dev.bricklayer.cli.json;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON, on one line or indented by two spaces. */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(512);
  private final boolean indented;

  private JsonWriter(boolean indented) {
    this.indented = indented;
  }

  /** On one line, for requests. */
  public static String compact(JsonValue value) {
    JsonWriter writer = new JsonWriter(false);
    writer.write(value, 0);
    return writer.out.toString();
  }

  /** Indented, for people; ends with a line feed. */
  public static String indented(JsonValue value) {
    JsonWriter writer = new JsonWriter(true);
    writer.write(value, 0);
    return writer.out.append('\n').toString();
  }

  private void write(JsonValue value, int depth) {
    if (value instanceof JsonObject object) {
      object(object, depth);
    } else if (value instanceof JsonArray array) {
      array(array, depth);
    } else if (value instanceof JsonText text) {
      string(text.value());
    } else if (value instanceof JsonNumber number) {
      out.append(number.literal());
    } else if (value instanceof JsonWord word) {
      out.append(word.literal());
    }
  }

  private void object(JsonObject object, int depth) {
    if (object.members().isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    Iterator<Map.Entry<String, JsonValue>> members = object.members().entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, JsonValue> member = members.next();
      line(depth + 1);
      string(member.getKey());
      out.append(indented ? ": " : ":");
      write(member.getValue(), depth + 1);
      if (members.hasNext()) {
        out.append(',');
      }
    }
    line(depth);
    out.append('}');
  }

  private void array(JsonArray array, int depth) {
    if (array.items().isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    Iterator<JsonValue> items = array.items().iterator();
    while (items.hasNext()) {
      line(depth + 1);
      write(items.next(), depth + 1);
      if (items.hasNext()) {
        out.append(',');
      }
    }
    line(depth);
    out.append(']');
  }

  private void line(int depth) {
    if (indented) {
      out.append('\n');
      for (int i = 0; i < depth; i++) {
        out.append("  ");
      }
    }
  }

  private void string(String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // DEL and the C1 controls too: they would reach the user's terminal
          if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c)) {
            unicode(c, string, i);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** A pair of surrogates stays as it is; a lone one has no encoding in UTF-8. */
  private void unicode(char c, String string, int at) {
    boolean paired =
        (Character.isHighSurrogate(c)
                && at + 1 < string.length()
                && Character.isLowSurrogate(string.charAt(at + 1)))
            || (Character.isLowSurrogate(c)
                && at > 0
                && Character.isHighSurrogate(string.charAt(at - 1)));
    if (paired) {
      out.append(c);
      return;
    }
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xf, 16));
    }
  }
}
