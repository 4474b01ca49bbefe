package dev.bricklayer.node.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.child.Eventually;
import dev.bricklayer.node.identity.NodeIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger stands at the peer port with 200 silent connections a second; the others go past. */
class CrowdedPortTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int ROUNDS = 40;

  @TempDir Path folder;
  private NodeIdentity server;
  private NodeIdentity member;
  private LinkServer link;
  private int port;

  /** The body of the calls here. */
  record Text(String text) {}

  @BeforeEach
  void begin() {
    server = NodeIdentity.open(folder.resolve("server"));
    member = NodeIdentity.open(folder.resolve("member"));
    member.update(state -> state.withCluster(server.clusterId(), server.state().secret()));
    PeerCalls calls =
        new PeerCalls()
            .on("echo", Text.class, (caller, body) -> body)
            .onOffer("hello", Text.class, (caller, body) -> body);
    link =
        new LinkServer(
            "0.0.0.0",
            0,
            server,
            LinkTls.off(server),
            calls,
            OptionalInt::empty,
            OptionalInt::empty,
            this::peers);
    port = link.port();
  }

  private List<String> peers() {
    return List.of("127.0.0.1:24008");
  }

  @AfterEach
  void end() {
    link.close();
  }

  /** Silent connections from one address, 200 a second and never closed by it. */
  private final class Flood implements AutoCloseable {
    private final Deque<Socket> open = new ArrayDeque<>();
    private final AtomicInteger made = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;

    Flood(String from) {
      thread =
          new Thread(
              () -> {
                while (!ended) {
                  connect(from);
                }
              });
      thread.start();
    }

    private void connect(String from) {
      Socket socket = new Socket();
      open.add(socket);
      try {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
        made.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (IOException refused) {
        // as good as closed
      } catch (InterruptedException e) {
        return;
      }
      if (open.size() > 1500) {
        Pipe.close(open.remove());
      }
    }

    @Override
    public void close() throws Exception {
      ended = true;
      thread.join();
      open.forEach(Pipe::close);
    }
  }

  private String echo(int number) {
    return new PeerClient(member)
        .call(
            "127.0.0.1:" + port,
            server.peerId(),
            "echo",
            new Text("call " + number),
            Text.class,
            DEADLINE)
        .text();
  }

  @Test
  void aNodesConnectionsGoPastAFloodFromElsewhere() throws Exception {
    try (Flood flood = new Flood("127.0.0.2")) {
      Eventually.within(DEADLINE, "a crowd", () -> flood.made.get() > 200);
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(echo(i)).isEqualTo("call " + i);
      }
      assertThat(threads()).isLessThan(2L * Arrivals.most());
      assertThat(link.connections()).isLessThan(2 * Arrivals.most());
    }
    Eventually.within(DEADLINE, "all are gone", () -> link.connections() == 0);
  }

  /** Whoever sits on a node's own machine cannot keep that node out. */
  @Test
  void aNodesConnectionsGoPastAFloodFromItsOwnAddress() throws Exception {
    Eventually.within(DEADLINE, "the address is proved", () -> echo(0).equals("call 0"));
    try (Flood flood = new Flood("127.0.0.1")) {
      Eventually.within(DEADLINE, "a crowd", () -> flood.made.get() > 200);
      for (int i = 0; i < ROUNDS; i++) {
        int number = i;
        Eventually.within(DEADLINE, "an answer", () -> echo(number).equals("call " + number));
      }
    }
  }

  @Test
  void anotherStrangerIsAnsweredToo() throws Exception {
    try (Flood flood = new Flood("127.0.0.2")) {
      Eventually.within(DEADLINE, "a crowd", () -> flood.made.get() > 200);
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(hello("127.0.0.3")).isEqualTo("you");
      }
    }
  }

  /** An offer from that address. */
  private String hello(String from) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
      Wire wire = new Wire(socket, DEADLINE);
      wire.read(Handshake.MAGIC.length + Handshake.NONCE);
      wire.writeFrame(
          Handshake.LIMIT,
          new Handshake.Claim(Channel.OFFER, member.clusterId(), member.peerId(), null, "00", ""));
      assertThat(wire.readFrame(Handshake.LIMIT, Handshake.Welcome.class).error()).isNull();
      byte[] json =
          Json.write(
              new Call.Request("hello", Json.newMapper().valueToTree(new Text("you")), 1000));
      wire.write(ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array());
      Call.Answer answer = wire.readFrame(Call.LIMIT, Call.Answer.class);
      return requireNonNull(answer.result()).get("text").asText();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("peer-port-"))
        .count();
  }
}
