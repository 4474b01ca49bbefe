package dev.bricklayer.cli.json;

/**
 * Reads one JSON text (RFC 8259). Written by hand because a library's classes would cost more than
 * the whole request; bounded in depth, so that no answer can exhaust the stack.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 256;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * @throws JsonSyntaxException if the text is not exactly one JSON value
   */
  public static JsonValue read(String text) {
    JsonReader reader = new JsonReader(text);
    JsonValue value = reader.value();
    reader.blanks();
    if (reader.at < text.length()) {
      throw new JsonSyntaxException("unexpected text after the value", reader.at);
    }
    return value;
  }

  private JsonValue value() {
    blanks();
    char first = peek();
    return switch (first) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonText(string());
      case 't' -> word(JsonWord.TRUE);
      case 'f' -> word(JsonWord.FALSE);
      case 'n' -> word(JsonWord.NULL);
      default -> number();
    };
  }

  private JsonObject object() {
    enter();
    JsonObject object = new JsonObject();
    at++;
    blanks();
    if (peek() == '}') {
      at++;
      depth--;
      return object;
    }
    while (true) {
      blanks();
      if (peek() != '"') {
        throw new JsonSyntaxException("a member's name is expected", at);
      }
      String name = string();
      blanks();
      expect(':');
      object.put(name, value());
      if (!more('}')) {
        return object;
      }
    }
  }

  private JsonArray array() {
    enter();
    JsonArray array = new JsonArray();
    at++;
    blanks();
    if (peek() == ']') {
      at++;
      depth--;
      return array;
    }
    while (true) {
      array.add(value());
      if (!more(']')) {
        return array;
      }
    }
  }

  /** Whether a comma follows; else the closing bracket was read. */
  private boolean more(char closing) {
    blanks();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(closing);
    depth--;
    return false;
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new JsonSyntaxException("nested more than " + MAX_DEPTH + " deep", at);
    }
  }

  private JsonWord word(JsonWord word) {
    if (!text.startsWith(word.literal(), at)) {
      throw new JsonSyntaxException("unexpected text", at);
    }
    at += word.literal().length();
    return word;
  }

  private JsonNumber number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int whole = digits();
    if (whole > 1 && text.charAt(at - whole) == '0') {
      throw new JsonSyntaxException("a number starts with 0", start);
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    return new JsonNumber(text.substring(start, at));
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw new JsonSyntaxException("unexpected text", at);
    }
    return at - start;
  }

  private String string() {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c == '\\') {
        return escaped(start);
      }
      control(c);
      at++;
    }
    throw new JsonSyntaxException("a string is not closed", start - 1);
  }

  private String escaped(int start) {
    StringBuilder string = new StringBuilder(text.length() - start < 256 ? 64 : 256);
    string.append(text, start, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      if (c == '\\') {
        string.append(escape());
      } else {
        control(c);
        string.append(c);
      }
    }
    throw new JsonSyntaxException("a string is not closed", start - 1);
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw new JsonSyntaxException("unknown escape", at - 1);
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw new JsonSyntaxException("a \\u escape is cut off", at);
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text.charAt(at++), 16);
      if (digit < 0) {
        throw new JsonSyntaxException("a \\u escape needs four hexadecimal digits", at - 1);
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private void control(char c) {
    if (c < ' ') {
      throw new JsonSyntaxException("a control character in a string", at);
    }
  }

  private void blanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw new JsonSyntaxException("the text ends too early", at);
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw new JsonSyntaxException("'" + c + "' is expected", at);
    }
    at++;
  }
}
