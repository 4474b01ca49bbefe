package dev.bricklayer.activities.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers with given bytes. */
class BrickOpClientTest {

  private static final String ACCEPTED = "00000001" + "00000001" + "00000000" + "0".repeat(24);

  @TempDir Path temp;
  private Path socket;
  private ServerSocketChannel server;
  private volatile String request = "";

  @BeforeEach
  void listen() throws IOException {
    socket = temp.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void sendsWhatGlusterdSends() throws IOException {
    answer("80000028" + ACCEPTED + "0".repeat(32));
    BrickOpReply reply = call(Duration.ofSeconds(30));
    assertThat(reply.succeeded()).isTrue();
    assertThat(reply.output()).isEmpty();
    assertThat(request)
        .isEqualTo(
            "8000005c"
                + "00000001"
                + "00000000"
                + "00000002"
                + "004a4632" // 4867634
                + "00000002"
                + "00000001" // TERMINATE
                + "0005f397" // AUTH_GLUSTERFS_v2
                + "00000018"
                + "00000000000000000000000000000000"
                + "0000000400000000"
                + "0000000000000000"
                + "0000000c2f6d6e742f646174612f6d32" // /mnt/data/m2
                + "00000001"
                + "00000000" // no dictionary
                + "00000000"); // nor the second one
  }

  @Test
  void readsFragmentsAndSkipsCallsToItself() throws IOException {
    String dict = "00000001" + "00000001" + "00000002" + "6b00" + "7600";
    String event = "80000008" + "0000000900000000";
    String reply = ACCEPTED + "ffffffff" + "00000016" + "00000010" + dict + "00000002" + "6e6f0000";
    answer(
        event
            + "%08x".formatted(10)
            + reply.substring(0, 20)
            + "%08x".formatted(0x80000000 | (reply.length() / 2 - 10))
            + reply.substring(20));
    assertThat(call(Duration.ofSeconds(30)))
        .isEqualTo(new BrickOpReply(-1, 22, Map.of("k", "v"), "no"));
  }

  @Test
  void doesNotWaitForEver() {
    answer("");
    assertThatThrownBy(() -> call(Duration.ofMillis(200)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void refusesNonsense() throws IOException {
    answer("7fffffff");
    assertThatThrownBy(() -> call(Duration.ofSeconds(30))).hasMessageContaining("more than");
    answer("80000009" + "0000000200000001" + "00");
    assertThatThrownBy(() -> call(Duration.ofSeconds(30))).hasMessageContaining("makes no sense");
    answer("80000018" + "0000000300000001" + "00000000" + "0".repeat(16) + "00000002");
    assertThatThrownBy(() -> call(Duration.ofSeconds(30))).isInstanceOf(IOException.class);
    server.close();
    assertThatThrownBy(() -> call(Duration.ofSeconds(30))).isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionThatIsClosedIsToldAsSuch() {
    answer("close");
    assertThatThrownBy(() -> call(Duration.ofSeconds(30)))
        .isInstanceOfAny(EOFException.class, IOException.class);
  }

  private final BrickOpClient[] client = new BrickOpClient[1];

  private BrickOpReply call(Duration atMost) throws IOException {
    if (client[0] == null) {
      client[0] = new BrickOpClient(socket, atMost);
    }
    return client[0].call(BrickOp.TERMINATE, "/mnt/data/m2", Map.of());
  }

  private void answer(String hex) {
    Thread thread =
        new Thread(
            () -> {
              try (SocketChannel channel = server.accept()) {
                if (hex.equals("close")) {
                  return;
                }
                ByteBuffer read = ByteBuffer.allocate(96);
                while (read.hasRemaining() && channel.read(read) >= 0) {}
                request = HexFormat.of().formatHex(read.array());
                channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
                channel.read(ByteBuffer.allocate(1)); // until the client closes
              } catch (IOException e) {
                // the client went away
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
