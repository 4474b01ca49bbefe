package dev.bricklayer.config.error;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A failure with a code and a sentence for the user: what was wrong, where, and what would be
 * right. {@link #fields()} holds the facts by name ({@code peer-id}, {@code step}, {@code path},
 * {@code operation-id}).
 */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, String> fields;

  public ClusterException(ErrorCode code, String message) {
    this(code, message, Map.of(), null);
  }

  public ClusterException(ErrorCode code, String message, Map<String, String> fields) {
    this(code, message, fields, null);
  }

  public ClusterException(
      ErrorCode code,
      String message,
      Map<String, String> fields,
      @org.jspecify.annotations.Nullable Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.code = requireNonNull(code, "code is null");
    this.fields = Map.copyOf(fields);
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, String> fields() {
    return fields;
  }

  /** The sentence for the user; never null, unlike {@link Throwable#getMessage()} in general. */
  public String sentence() {
    return requireNonNull(getMessage());
  }
}
