package dev.bricklayer.cli.json;

/** Text that is not JSON. */
public final class JsonSyntaxException extends RuntimeException {
  JsonSyntaxException(String what, int at) {
    super(what + " at character " + (at + 1));
  }
}
