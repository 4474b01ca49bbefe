package dev.bricklayer.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestBodyTest {
  record Example(@Nullable String name, int count, boolean flag, @Nullable List<Example> parts) {}

  private static Example read(String json) {
    return RequestBody.required(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Example.class);
  }

  @Test
  void keysComeInAnyCaseAndUnknownOnesAreIgnored() {
    assertThat(read("{\"NAME\":\"x\",\"Count\":2,\"else\":[1],\"flag\":null}"))
        .isEqualTo(new Example("x", 2, false, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the body is empty",
        "'[]' | not an array",
        "'\"x\"' | not a string",
        "'{\"name\":' | the body is not JSON",
        "'{\"name\":\"x\"} more' | the body is not JSON",
        "'{\"name\":5}' | wrong value at 'name'",
        "'{\"count\":\"5\"}' | wrong value at 'count'",
        "'{\"count\":1.5}' | wrong value at 'count'",
        "'{\"flag\":\"yes\"}' | wrong value at 'flag'",
        "'{\"parts\":[{},{\"count\":true}]}' | wrong value at 'parts[1].count'",
        "'{\"parts\":{}}' | wrong value at 'parts'",
      })
  void whatIsWrongIsTold(String body, String sentence) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ClusterException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(refusal.sentence())
                  .startsWith("unable to parse the request: ")
                  .contains(sentence)
                  .doesNotContain("dev.bricklayer")
                  .doesNotContain("java.");
            });
  }

  @Test
  void tooLongABodyIsRefusedWithoutReadingAllOfIt() {
    assertThatThrownBy(() -> read("{\"name\":\"" + "x".repeat(RequestBody.LIMIT) + "\"}"))
        .isInstanceOfSatisfying(
            ClusterException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}"))
        .isInstanceOf(ClusterException.class);
  }
}
