package dev.bricklayer.activities.operation;

/**
 * A caller's claim to an {@code Idempotency-Key} for one request.
 *
 * @param hash of the key and of who uses it
 * @param fingerprint of method, path and body
 */
public record KeyClaim(String hash, String fingerprint) {}
