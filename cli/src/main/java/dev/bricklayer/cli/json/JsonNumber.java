package dev.bricklayer.cli.json;

/**
 * A JSON number as it was spelled, so that sizes up to 2^64 are printed again without loss.
 *
 * @param literal the digits, sign, point and exponent
 */
public record JsonNumber(String literal) implements JsonValue {}
