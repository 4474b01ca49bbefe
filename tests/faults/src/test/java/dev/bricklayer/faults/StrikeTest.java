package dev.bricklayer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StrikeTest {
  private static final String PEER = "5f0f2c8e-0000-4000-8000-000000000001";

  @Test
  void strikesOneTypeOnOneNode() {
    Strike strike = Strike.parse("Brick.Prepare " + PEER + " refuse-after always");
    assertThat(strike).isEqualTo(new Strike("Brick.Prepare", PEER, Action.REFUSE_AFTER, 0));
    assertThat(strike.isAt("Brick.Prepare", "c0ffee00/node-" + PEER)).isTrue();
    assertThat(strike.isAt("Brick.Prepare", "c0ffee00/node-other")).isFalse();
    assertThat(strike.isAt("Brick.Prepare", "c0ffee00/cluster")).isFalse();
    assertThat(strike.isAt("Brick.Release", "c0ffee00/node-" + PEER)).isFalse();
  }

  @Test
  void strikesAnywhere() {
    Strike strike = Strike.parse("Peer.Join * twice 1");
    assertThat(strike.isAt("Peer.Join", "c0ffee00/cluster")).isTrue();
    assertThat(strike.isAt("Peer.Join", "c0ffee00/node-" + PEER)).isTrue();
  }

  @Test
  void refusesALineThatItDoesNotUnderstand() {
    assertThatThrownBy(() -> Strike.parse("Peer.Join twice"))
        .hasMessageContaining("is not of the form TYPE PLACE ACTION TIMES");
    assertThatThrownBy(() -> Strike.parse("Peer.Join * explode 1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
