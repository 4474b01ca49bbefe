package dev.bricklayer.api.operation;

import dev.bricklayer.activities.operation.KeyClaim;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an operation comes from.
 *
 * @param claim to the caller's {@code Idempotency-Key}, null when it sent none
 * @param retryOf the failed operation that it does once more, else null
 */
public record Origin(Caller caller, @Nullable KeyClaim claim, @Nullable UUID retryOf) {}
