package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.brick.BrickSettings.PortRange;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrickPortsTest {

  @TempDir Path temp;
  private final UUID seed = UUID.randomUUID();
  private final UUID one = UUID.randomUUID();
  private final UUID two = UUID.randomUUID();
  private PortRange range;

  @BeforeEach
  void findThreeFreePorts() throws IOException {
    for (int first = 20_000; range == null; first += 3) {
      try (ServerSocket a = new ServerSocket(first);
          ServerSocket b = new ServerSocket(first + 1);
          ServerSocket c = new ServerSocket(first + 2)) {
        range = new PortRange(a.getLocalPort(), c.getLocalPort());
        assertThat(b.getLocalPort()).isEqualTo(first + 1);
      } catch (java.net.BindException e) {
        assertThat(first).isLessThan(30_000);
      }
    }
  }

  private BrickPorts ports() {
    return new BrickPorts(temp.resolve("state/ports.json"), range, seed);
  }

  @Test
  void aBrickKeepsItsPort() {
    BrickPorts ports = ports();
    int first = ports.claim(one, Set.of());
    int second = ports.claim(two, Set.of());
    assertThat(first).isNotEqualTo(second).isBetween(range.first(), range.last());
    assertThat(ports().claim(two, Set.of())).isEqualTo(second);
    assertThat(ports().claim(one, Set.of())).isEqualTo(first);
  }

  @Test
  void aTakenOrRefusedPortIsLeft() throws IOException {
    int old = ports().claim(one, Set.of());
    try (ServerSocket taker = new ServerSocket(old)) {
      int next = ports().claim(one, Set.of());
      assertThat(next).isNotEqualTo(taker.getLocalPort());
      int last = ports().claim(one, Set.of(next));
      assertThat(Set.of(old, next, last)).hasSize(3);
      assertThatThrownBy(() -> ports().claim(one, Set.of(next, last)))
          .isInstanceOfSatisfying(
              ClusterException.class,
              full -> assertThat(full.code()).isEqualTo(ErrorCode.BRICK_PROCESS_FAILED));
    }
  }

  @Test
  void aPortThatIsBeingLaunchedIsNobodyElses() {
    BrickPorts ports = ports();
    int mine = ports.claim(one, Set.of());
    ports.forget(one);
    assertThat(ports.claim(two, Set.of())).isNotEqualTo(mine);
    ports.launched(mine);
    assertThat(ports.claim(two, Set.of(ports.claim(two, Set.of())))).isNotZero();
  }

  @Test
  void portsOfOthersAreSparedAsLongAsThereAreFurtherOnes() {
    BrickPorts ports = ports();
    int first = ports.claim(one, Set.of());
    int second = ports.claim(two, Set.of());
    ports.launched(first);
    ports.launched(second);
    int third = ports.claim(UUID.randomUUID(), Set.of());
    assertThat(Set.of(first, second, third)).hasSize(3);
    assertThat(ports.claim(UUID.randomUUID(), Set.of())).isIn(first, second);
  }

  @Test
  void aFileThatCannotBeReadIsNoFile() throws IOException {
    ports().claim(one, Set.of());
    Files.writeString(temp.resolve("state/ports.json"), "{\"x");
    assertThat(ports().claim(one, Set.of())).isBetween(range.first(), range.last());
  }
}
