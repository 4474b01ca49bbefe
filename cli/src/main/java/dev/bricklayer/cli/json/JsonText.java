package dev.bricklayer.cli.json;

/** A JSON string, without quotes and escapes. */
public record JsonText(String value) implements JsonValue {}
