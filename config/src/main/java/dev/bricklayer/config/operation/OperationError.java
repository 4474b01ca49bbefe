package dev.bricklayer.config.operation;

import dev.bricklayer.config.error.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why an operation failed: the code, the sentence for the user, and the facts ({@code peer-id},
 * {@code step}, …).
 */
public record OperationError(ErrorCode code, String message, Map<String, String> fields) {
  public OperationError {
    fields = java.util.Collections.unmodifiableMap(new TreeMap<>(fields));
  }
}
