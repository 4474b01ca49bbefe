package dev.bricklayer.node.link;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port that leads to the embedded engine of another node, through that node's peer port.
 * Where it leads is asked for each connection, so an engine can move; a connection to a node that
 * is away is closed within 2 s.
 */
public final class Forwarder implements AutoCloseable {
  private static final int MOST = 256;
  private static final Duration DEADLINE = Duration.ofSeconds(4);

  private final Channel channel;
  private final PeerClient client;
  private final Supplier<Optional<Target>> target;
  private final Connections connections;

  /**
   * Where a connection leads to.
   *
   * @param address {@code host:port} of a peer port
   * @param peer who is meant; null for whoever is there
   */
  public record Target(String address, @Nullable UUID peer) {}

  /**
   * Listens at once.
   *
   * @param port of 127.0.0.1; 0 for any
   * @throws ClusterException when the port cannot be listened on
   */
  public Forwarder(
      Channel channel, int port, PeerClient client, Supplier<Optional<Target>> target) {
    if (!channel.passesThrough()) {
      throw new IllegalArgumentException(channel + " is not passed through");
    }
    this.channel = channel;
    this.client = client;
    this.target = target;
    try {
      this.connections =
          new Connections(
              "forward-" + channel.name().toLowerCase(java.util.Locale.ROOT),
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
              MOST,
              this::serve);
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(),
          Map.of(),
          e);
    }
  }

  public int port() {
    return connections.port();
  }

  /** {@code 127.0.0.1:port}. */
  public String local() {
    return "127.0.0.1:" + port();
  }

  /** Ends the open connections, as when the engine has moved; new ones are taken. */
  public void disconnectAll() {
    connections.closeAll();
  }

  @Override
  public void close() {
    connections.close();
  }

  private void serve(Socket local) {
    try {
      Pipe.settle(local);
      Target to =
          target
              .get()
              .orElseThrow(
                  () ->
                      new ClusterException(
                          ErrorCode.UNAVAILABLE, "it is not known which node runs it"));
      try (Line remote = client.open(channel, to.address(), to.peer(), DEADLINE)) {
        Pipe.join(Line.plain(local), remote, connections.threads());
      }
    } catch (ClusterException | IOException e) {
      connections.complain("a connection to " + channel + " fails: " + e.getMessage());
    }
  }
}
