package dev.bricklayer.node.link;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a node and its answer, as they travel. */
final class Call {
  /** The most bytes that a request or an answer may have. */
  static final int LIMIT = 1 << 20;

  private Call() {}

  record Request(String method, @Nullable JsonNode body, long deadlineMillis) {
    Request {
      requireNonNull(method, "method is null");
    }
  }

  /** The result, or else the failure. */
  record Answer(@Nullable JsonNode result, @Nullable Failure failure) {}

  /** A {@link ClusterException} on its way. */
  record Failure(String code, String message, Map<String, String> fields) {
    Failure {
      requireNonNull(code, "code is null");
      requireNonNull(message, "message is null");
      fields = Map.copyOf(fields);
    }

    static Failure of(ClusterException e) {
      return new Failure(e.code().name(), e.sentence(), e.fields());
    }

    ClusterException asException() {
      return new ClusterException(ErrorCode.of(code), message, fields);
    }
  }
}
