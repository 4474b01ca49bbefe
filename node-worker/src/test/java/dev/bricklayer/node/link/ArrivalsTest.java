package dev.bricklayer.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();

  /** A connection from an address, which is not made. */
  private static final class From extends Socket {
    private final InetAddress address;

    From(String address) {
      try {
        this.address = InetAddress.getByName(address);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public InetAddress getInetAddress() {
      return address;
    }
  }

  private List<Socket> enter(String address, int count) {
    List<Socket> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new From(address);
      arrivals.enter(socket);
      made.add(socket);
    }
    return made;
  }

  private static long closed(List<Socket> sockets) {
    return sockets.stream().filter(Socket::isClosed).count();
  }

  @Test
  void oneAddressHasFewPlacesAndItsOldestGivesWay() {
    List<Socket> crowd = enter("192.0.2.1", 20);
    assertThat(closed(crowd)).isEqualTo(12);
    assertThat(crowd.subList(0, 12)).allMatch(Socket::isClosed);
    assertThat(arrivals.count()).isEqualTo(8);
    assertThat(arrivals.turnedAway()).isEqualTo(12);
  }

  @Test
  void theFullestAddressGivesWayToOthers() {
    List<Socket> single = new ArrayList<>();
    List<Socket> crowds = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      crowds.addAll(enter("192.0.2." + i, 8));
    }
    assertThat(closed(crowds)).isZero();
    for (int i = 100; i < 120; i++) {
      single.addAll(enter("192.0.2." + i, 1));
    }
    assertThat(closed(single)).isZero();
    assertThat(closed(crowds)).isEqualTo(20);
    assertThat(arrivals.patience(single.get(0))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void oneNetworkOfIpv6IsOneAddress() {
    List<Socket> crowd = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      crowd.addAll(enter("2001:db8::" + i, 1));
    }
    assertThat(closed(crowd)).isEqualTo(12);
    assertThat(closed(enter("2001:db8:0:1::1", 1))).isZero();
  }

  @Test
  void nodesAndWhoHasProvedItselfHavePlacesOfTheirOwn() throws Exception {
    arrivals.know(List.of(InetAddress.getByName("192.0.2.1")));
    Socket proving = enter("192.0.2.2", 1).get(0);
    arrivals.proved(proving);
    assertThat(arrivals.count()).isZero();
    for (String address : List.of("192.0.2.1", "192.0.2.2")) {
      List<Socket> node = enter(address, 32);
      assertThat(closed(node)).isZero();
      assertThat(arrivals.patience(node.get(0))).isEqualTo(Duration.ofSeconds(5));
    }
    for (int i = 10; i < 100; i++) {
      enter("192.0.2." + i, 8);
    }
    assertThat(arrivals.count()).isEqualTo(64 + 64);
    assertThat(arrivals.count()).isLessThan(Arrivals.most());
  }

  @Test
  void offersDoNotGiveWayAndAreFew() throws IOException {
    List<Socket> crowd = enter("192.0.2.1", 8);
    for (Socket socket : crowd.subList(0, 4)) {
      arrivals.offers(socket);
    }
    assertThatThrownBy(() -> arrivals.offers(crowd.get(4))).hasMessageContaining("too many");
    enter("192.0.2.1", 100);
    assertThat(closed(crowd.subList(0, 4))).isZero();
    crowd.forEach(arrivals::leave);
    assertThatThrownBy(() -> arrivals.offers(crowd.get(5))).hasMessageContaining("gave way");
  }
}
