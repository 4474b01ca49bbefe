package dev.bricklayer.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddedInterceptorsTest {
  /** The class path of this test is the product's: what strikes in tests must not be on it. */
  @Test
  void theProductHasNone() {
    assertThat(AddedInterceptors.all()).isEmpty();
  }
}
