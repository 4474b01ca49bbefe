package dev.bricklayer.cli.json;

/** {@code true}, {@code false} or {@code null}. */
public enum JsonWord implements JsonValue {
  TRUE("true"),
  FALSE("false"),
  NULL("null");

  private final String literal;

  JsonWord(String literal) {
    this.literal = literal;
  }

  public String literal() {
    return literal;
  }
}
