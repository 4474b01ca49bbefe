package dev.bricklayer.activities.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.operation.Operation;
import org.jspecify.annotations.Nullable;

/** Told of operations that end. Calls must not block. */
public interface OperationEvents {
  /** Nobody is told. */
  OperationEvents NONE = (ended, plan) -> {};

  /**
   * This process has written the end of that record. No other process is told, and none at all when
   * this one dies at that moment.
   *
   * @param plan what it was to do, which the ended record does not keep
   */
  void ended(Operation ended, @Nullable JsonNode plan);
}
