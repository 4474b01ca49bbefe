package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RpcSessionTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final RpcClients clients = new RpcClients();
  private final SignedInBricks bricks = new SignedInBricks();

  /** Key "gate" is answered when the gate opens, key "long" is 20 kB. */
  private final VolfileService volfiles =
      new VolfileService() {
        @Override
        public Spec getspec(SpecRequest request) {
          if (request.key().equals("gate")) {
            try {
              gate.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return Spec.Found.of("x".repeat(request.key().equals("long") ? 20_000 : 1));
        }

        @Override
        public Optional<UUID> volumeId(String volume) {
          return Optional.empty();
        }
      };

  private final GlusterRpc rpc =
      new GlusterRpc(
          volfiles,
          bricks,
          clients,
          (operation, facts, peer) -> {},
          new RpcLimits(4096, 4, 8, 50_000, 20_000, 1 << 20, 2, Duration.ofMillis(300)));

  @AfterEach
  void close() {
    gate.countDown();
    rpc.close();
  }

  @Test
  void closesAMalformedStreamAndNothingElse() throws Exception {
    FakeTransport good = new FakeTransport(rpc);
    FakeTransport bad = new FakeTransport(rpc);
    bad.receive(Calls.record(Calls.hex("00000001 00000007")));
    Eventually.soon("the connection is closed", () -> bad.closed);
    assertThat(bad.receive(Calls.ping(2))).isFalse();
    FakeTransport tooLong = new FakeTransport(rpc);
    assertThat(tooLong.receive(Calls.hex("80001001"))).isFalse();
    assertThat(tooLong.closed).isTrue();
    good.receive(Calls.ping(1));
    assertThat(good.next()).startsWith("8000002400000001");
    Eventually.soon("one is open", () -> rpc.connections() == 1);
    assertThat(bad.written).isEmpty();
  }

  @Test
  void joinsARequestOfSeveralFragments() throws Exception {
    FakeTransport client = new FakeTransport(rpc);
    byte[] call = Calls.ping(3);
    byte[] message = Arrays.copyOfRange(call, 4, call.length);
    XdrWriter fragments = new XdrWriter().int32(20).raw(Arrays.copyOf(message, 20));
    fragments.int32(0x80000000 | (message.length - 20));
    fragments.raw(Arrays.copyOfRange(message, 20, message.length));
    client.receive(fragments.toBytes());
    assertThat(client.next()).startsWith("8000002400000003");
  }

  @Test
  void stopsReadingWhileCallsWaitAndReadsOnAfterwards() throws Exception {
    FakeTransport client = new FakeTransport(rpc);
    assertThat(client.receive(Calls.getspec(0, "gate"))).isTrue();
    int sent = 0;
    do {
      sent++;
    } while (client.receive(Calls.ping(sent)));
    assertThat(sent).isBetween(7, 8); // the first may wait or have begun
    assertThat(client.resumed).isFalse();
    gate.countDown();
    client.next();
    for (int xid = 1; xid <= sent; xid++) {
      assertThat(client.nextRecord().getInt(4)).isEqualTo(xid);
    }
    Eventually.soon("reading goes on", () -> client.resumed);
  }

  @Test
  void answersOthersWhileOneCallIsSlow() throws Exception {
    FakeTransport slow = new FakeTransport(rpc);
    slow.receive(Calls.getspec(0, "gate"));
    FakeTransport other = new FakeTransport(rpc);
    other.receive(Calls.ping(1));
    assertThat(other.next()).startsWith("8000002400000001");
    assertThat(slow.written).isEmpty();
  }

  @Test
  void closesAReaderThatDoesNotReadItsAnswers() throws Exception {
    FakeTransport lazy = new FakeTransport(rpc);
    for (int i = 0; i < 10 && !lazy.closed; i++) {
      lazy.receive(Calls.getspec(i, "long"));
    }
    Eventually.soon("the connection is closed", () -> lazy.closed);
    assertThat(lazy.written).hasSize(2);
    Eventually.soon("no byte is held", () -> rpc.heldBytes() == 0);
  }

  @Test
  void closesAConnectionThatStandsStill() {
    FakeTransport unread = new FakeTransport(rpc);
    FakeTransport unfinished = new FakeTransport(rpc);
    FakeTransport idle = new FakeTransport(rpc);
    unread.stalled = Duration.ofSeconds(1).toNanos();
    unfinished.receive(Arrays.copyOf(Calls.ping(1), 30));
    Eventually.soon("both are closed", () -> unread.closed && unfinished.closed);
    assertThat(idle.closed).isFalse();
    Eventually.soon("no byte is held", () -> rpc.heldBytes() == 0);
  }

  @Test
  void refusesConnectionsAboveTheBound() {
    FakeTransport first = new FakeTransport(rpc);
    for (int i = 1; i < 4; i++) {
      new FakeTransport(rpc);
    }
    assertThat(rpc.open(first)).isEmpty();
    first.close();
    Eventually.soon("there is room again", () -> rpc.connections() == 3);
    new FakeTransport(rpc);
  }

  @Test
  void holdsABoundedNumberOfRequestBytesAltogether() {
    FakeTransport[] all = new FakeTransport[4];
    for (int i = 0; i < all.length; i++) {
      all[i] = new FakeTransport(rpc);
      all[i].receive(Calls.getspec(i, "gate")); // two threads: both are busy now
    }
    byte[] big = Calls.call(1, Calls.DUMP, 1, 2, new byte[3_900]);
    boolean refused = false;
    for (int i = 0; i < 100 && !refused; i++) {
      all[i % 4].receive(big);
      refused = Arrays.stream(all).anyMatch(client -> client.closed);
      assertThat(rpc.heldBytes()).isLessThanOrEqualTo(20_000);
    }
    assertThat(refused).isTrue();
    gate.countDown();
    for (FakeTransport client : all) {
      client.close();
    }
    Eventually.soon("no byte is held", () -> rpc.heldBytes() == 0);
  }

  @Test
  void forgetsBricksAndClientsOfAClosedConnectionAfterItsLastCall() {
    FakeTransport brick = new FakeTransport(rpc);
    brick.receive(Calls.getspec(1, "gate"));
    brick.receive(Calls.signIn(2, "/b", 49152, 7));
    brick.close(); // while the first call is worked on
    gate.countDown();
    Eventually.soon("the connection is gone", () -> rpc.connections() == 0);
    assertThat(bricks.all()).isEmpty();
    assertThat(clients.all()).isEmpty();
  }

  @Test
  void ignoresAnswersToCallbacks() throws Exception {
    FakeTransport client = new FakeTransport(rpc);
    client.receive(Calls.record(Calls.hex("00000001 00000001 00000000")));
    client.receive(Calls.ping(5));
    ByteBuffer answer = client.nextRecord();
    assertThat(answer.getInt(4)).isEqualTo(5);
  }
}
