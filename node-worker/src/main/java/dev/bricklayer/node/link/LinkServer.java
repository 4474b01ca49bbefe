package dev.bricklayer.node.link;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.identity.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The peer port of this node.
 *
 * <p>A connection has 5 s to say what it wants and to prove itself; at most 64 do so at the same
 * time, and at most {@value #MOST} are served. Whatever is malformed, unproved or too slow is
 * closed, with a line in the log, and touches nothing else.
 */
public final class LinkServer implements AutoCloseable {
  private static final int MOST = 1024;
  private static final int MOST_GREETING = 64;
  private static final Duration GREETING = Duration.ofSeconds(5);
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final int CONNECT_MILLIS = 1000;

  private final NodeIdentity identity;
  private final PeerCalls calls;
  private final Map<Channel, Supplier<OptionalInt>> ports = new EnumMap<>(Channel.class);
  private final Semaphore greeting = new Semaphore(MOST_GREETING);
  private final Connections connections;

  /**
   * Listens at once.
   *
   * @param host address to bind
   * @param port 0 for any
   * @param temporalPort the loopback port of this node's Temporal; empty while it runs none
   * @param etcdPort the loopback port of this node's etcd; empty while it runs none
   * @throws ClusterException when the address cannot be listened on
   */
  public LinkServer(
      String host,
      int port,
      NodeIdentity identity,
      PeerCalls calls,
      Supplier<OptionalInt> temporalPort,
      Supplier<OptionalInt> etcdPort) {
    this.identity = identity;
    this.calls = calls;
    this.ports.put(Channel.TEMPORAL, temporalPort);
    this.ports.put(Channel.ETCD, etcdPort);
    try {
      this.connections =
          new Connections("peer-port", new InetSocketAddress(host, port), MOST, this::serve);
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "cannot listen on the peer port " + host + ":" + port + ": " + e.getMessage(),
          Map.of(),
          e);
    }
  }

  public int port() {
    return connections.port();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.count();
  }

  /** Ends all connections, as when the node goes to another cluster; the port stays open. */
  public void disconnectAll() {
    connections.closeAll();
  }

  @Override
  public void close() {
    connections.close();
  }

  private void serve(Socket socket) {
    String from = String.valueOf(socket.getRemoteSocketAddress());
    try {
      Handshake.Claim claim;
      if (!greeting.tryAcquire()) {
        connections.complain("too many connections to the peer port are not authenticated yet");
        return;
      }
      try {
        claim = greet(socket);
      } finally {
        greeting.release();
      }
      if (claim.channel().passesThrough()) {
        passThrough(socket, claim.channel());
      } else {
        answer(socket, claim);
      }
    } catch (IOException e) {
      connections.complain("peer port: " + from + " is disconnected: " + e.getMessage());
    }
  }

  private Handshake.Claim greet(Socket socket) throws IOException {
    Pipe.settle(socket);
    Wire wire = new Wire(socket, GREETING);
    byte[] nonce = Handshake.nonce();
    wire.write(Handshake.MAGIC);
    wire.write(nonce);
    Handshake.Claim claim = wire.readFrame(Handshake.LIMIT, Handshake.Claim.class);
    byte[] secret = identity.secret();
    String refusal = refusal(claim, nonce, secret);
    String proof =
        refusal == null && claim.channel().needsSecret()
            ? Handshake.serversProof(secret, nonce, claim, identity.peerId())
            : "";
    wire.writeFrame(Handshake.LIMIT, new Handshake.Welcome(identity.peerId(), refusal, proof));
    if (refusal != null) {
      throw new IOException(refusal);
    }
    return claim;
  }

  private @Nullable String refusal(Handshake.Claim claim, byte[] nonce, byte[] secret) {
    if (claim.to() != null && !claim.to().equals(identity.peerId())) {
      return "this is peer " + identity.peerId() + ", not " + claim.to();
    }
    if (!claim.channel().needsSecret()) {
      return null;
    }
    if (!claim.cluster().equals(identity.clusterId())) {
      return "peer " + claim.peer() + " is of another cluster than peer " + identity.peerId();
    }
    if (!Handshake.same(claim.proof(), Handshake.callersProof(secret, nonce, claim))) {
      return "the caller does not know the cluster's secret";
    }
    return claim.channel().passesThrough() && port(claim.channel()).isEmpty()
        ? "peer "
            + identity.peerId()
            + " runs no "
            + claim.channel().name().toLowerCase(Locale.ROOT)
        : null;
  }

  private OptionalInt port(Channel channel) {
    Supplier<OptionalInt> port = ports.get(channel);
    return port == null ? OptionalInt.empty() : port.get();
  }

  private void passThrough(Socket caller, Channel channel) throws IOException {
    Socket engine = new Socket();
    try {
      int port = port(channel).orElseThrow(() -> new IOException("no " + channel + " any more"));
      engine.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      Pipe.settle(engine);
      Pipe.join(caller, engine, connections.threads());
    } finally {
      Pipe.close(engine);
    }
  }

  private void answer(Socket socket, Handshake.Claim claim) throws IOException {
    Wire wire = new Wire(socket, REQUEST);
    Call.Request request = wire.readFrame(Call.LIMIT, Call.Request.class);
    PeerCalls.Caller caller = new PeerCalls.Caller(claim.cluster(), claim.peer());
    Call.Answer answer = calls.answer(claim.channel(), caller, request);
    wire.writeFrame(Call.LIMIT, answer);
  }
}
