package dev.bricklayer.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  @Test
  void readsWhatPeopleWrite() {
    assertThat(PeerAddress.parse("n1")).isEqualTo(new PeerAddress("n1", 24008));
    assertThat(PeerAddress.parse("n1.example.org:1"))
        .isEqualTo(new PeerAddress("n1.example.org", 1));
    assertThat(PeerAddress.parse("10.0.0.1:24108")).isEqualTo(new PeerAddress("10.0.0.1", 24108));
    assertThat(PeerAddress.parse("fe80::1")).isEqualTo(new PeerAddress("fe80::1", 24008));
    assertThat(PeerAddress.parse("[::1]")).isEqualTo(new PeerAddress("::1", 24008));
    assertThat(PeerAddress.parse("fe80::1%eth0")).isEqualTo(new PeerAddress("fe80::1%eth0", 24008));
    assertThat(PeerAddress.parse("[::1]:7").toString()).isEqualTo("[::1]:7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":24008",
        "a:0",
        "a:65536",
        "a:-1",
        "a:+1",
        "a:x",
        "a b",
        "a/b",
        "ä:1",
        "::::",
        "[::1",
        "[1::2::3]:7",
        "a:99999999999"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("failed to parse remote address");
  }
}
