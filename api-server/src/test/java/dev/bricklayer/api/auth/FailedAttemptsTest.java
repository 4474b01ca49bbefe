package dev.bricklayer.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> pauses = new ArrayList<>();
  private final FailedAttempts attempts = new FailedAttempts(nanos::get, pauses::add);

  @Test
  void aSourceThatFailsAgainAndAgainIsSlowedDownAndNoOther() {
    for (int i = 0; i < FailedAttempts.FREE; i++) {
      attempts.refused("192.0.2.1");
    }
    assertThat(pauses).isEmpty();
    attempts.refused("192.0.2.1");
    assertThat(pauses).containsExactly(FailedAttempts.PAUSE);
    attempts.refused("192.0.2.2");
    assertThat(pauses).hasSize(1);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    attempts.refused("192.0.2.1");
    attempts.refused("192.0.2.1");
    assertThat(pauses).hasSize(1);
    attempts.refused("192.0.2.1");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void theAddressesOfOneNetworkOfIpv6AreOneSource() {
    for (int i = 0; i <= FailedAttempts.FREE; i++) {
      attempts.refused("2001:db8::" + Integer.toHexString(i + 1));
    }
    assertThat(pauses).hasSize(1);
  }

  @Test
  void whatIsKeptIsBounded() {
    for (int i = 0; i < 3 * FailedAttempts.SOURCES; i++) {
      attempts.refused("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255));
    }
    assertThat(attempts.sources()).isEqualTo(FailedAttempts.SOURCES);
    assertThat(pauses).isEmpty();
  }
}
