package dev.bricklayer.cli.json;

/** A JSON value. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonText, JsonNumber, JsonWord {}
