package dev.bricklayer.config.operation;

import java.util.UUID;

/**
 * What an {@code Idempotency-Key} was used for, {@code keys/<hash of the key>}: written in the
 * transaction that accepts the operation, gone a day later.
 *
 * @param fingerprint of method, path and body; another request with the same key is refused
 */
public record KeyUse(UUID operation, String fingerprint) {}
