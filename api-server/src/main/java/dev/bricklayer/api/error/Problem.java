package dev.bricklayer.api.error;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bricklayer.config.error.ClusterException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same failure as RFC 9457 wants it, for callers that accept {@code application/problem+json}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    @JsonAnyGetter Map<String, String> facts) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ClusterException failure) {
    String word = failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String operation = failure.fields().get("operation-id");
    return new Problem(
        "urn:bricklayer:error:" + word,
        word.replace('-', ' '),
        failure.code().status(),
        failure.sentence(),
        operation == null ? null : "/v1/operations/" + operation,
        failure.fields());
  }
}
