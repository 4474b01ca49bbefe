package dev.bricklayer.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminFilterTest {
  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/live", "/ready", "/healthcheck"})
  void figuresAndHealthAreForAll(String path) {
    assertThat(AdminFilter.open("GET", path, false)).isTrue();
    assertThat(AdminFilter.open("POST", path, false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/threads", "/pprof", "/tasks/log-level", "/tasks/gc", "/metrics/../threads"})
  void theRestIsForThisMachine(String path) {
    assertThat(AdminFilter.open("GET", path, false)).isFalse();
    assertThat(AdminFilter.open("POST", path, false)).isFalse();
    assertThat(AdminFilter.open("POST", path, true)).isTrue();
  }
}
