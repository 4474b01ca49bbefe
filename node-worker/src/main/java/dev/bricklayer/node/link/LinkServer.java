package dev.bricklayer.node.link;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.tls.PeerName;
import dev.bricklayer.node.tls.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The peer port of this node.
 *
 * <p>A connection has 5 s to say what it wants and to prove itself, less when many strangers stand
 * there: {@link Arrivals}. At most {@value #MOST} that have proved themselves are served. Whatever
 * is malformed, unproved or too slow is closed, with a line in the log, and touches nothing else.
 */
public final class LinkServer implements AutoCloseable {
  private static final int MOST = 1024;
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final int CONNECT_MILLIS = 1000;

  private final NodeIdentity identity;
  private final PeerCalls calls;
  private final LinkTls tls;
  private final Map<Channel, Supplier<OptionalInt>> ports = new EnumMap<>(Channel.class);
  private final Arrivals arrivals = new Arrivals();
  private final NodeAddresses addresses;
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
    this(host, port, identity, LinkTls.off(identity), calls, temporalPort, etcdPort, List::of);
  }

  /** As below, knowing no nodes. */
  public LinkServer(
      String host,
      int port,
      NodeIdentity identity,
      LinkTls tls,
      PeerCalls calls,
      Supplier<OptionalInt> temporalPort,
      Supplier<OptionalInt> etcdPort) {
    this(host, port, identity, tls, calls, temporalPort, etcdPort, List::of);
  }

  /**
   * The same with TLS.
   *
   * @param peers {@code host:port} of the cluster's nodes, whose connections have places of their
   *     own; asked from time to time
   */
  public LinkServer(
      String host,
      int port,
      NodeIdentity identity,
      LinkTls tls,
      PeerCalls calls,
      Supplier<OptionalInt> temporalPort,
      Supplier<OptionalInt> etcdPort,
      Supplier<List<String>> peers) {
    this.identity = identity;
    this.calls = calls;
    this.tls = tls;
    this.ports.put(Channel.TEMPORAL, temporalPort);
    this.ports.put(Channel.ETCD, etcdPort);
    try {
      this.connections =
          new Connections(
              "peer-port",
              new InetSocketAddress(host, port),
              MOST + Arrivals.most(),
              arrivals::enter,
              this::serve);
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "cannot listen on the peer port " + host + ":" + port + ": " + e.getMessage(),
          Map.of(),
          e);
    }
    this.addresses = new NodeAddresses(peers, arrivals::know);
  }

  public int port() {
    return connections.port();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.count();
  }

  /** How many connections were closed because too many stood there, since the start. */
  public long turnedAway() {
    return arrivals.turnedAway();
  }

  /** Ends all connections, as when the node goes to another cluster; the port stays open. */
  public void disconnectAll() {
    connections.closeAll();
  }

  @Override
  public void close() {
    addresses.close();
    connections.close();
  }

  private void serve(Socket socket) {
    String from = String.valueOf(socket.getRemoteSocketAddress());
    Line line = Line.plain(socket);
    try {
      Duration patience = arrivals.patience(socket);
      Pipe.settle(socket);
      Greeting begun = Greeting.NONE;
      if (tls.mode() == TlsMode.PERMISSIVE) {
        // in plain text first; the caller's first byte tells whether it wants TLS
        byte[] nonce = begin(line, patience);
        begun = new Greeting(nonce, new Wire(socket, patience).read(1));
      }
      if (tls.mode() == TlsMode.ON || begun.tls()) {
        line = tls.accept(socket, begun.heard(), patience);
        begun = Greeting.NONE;
      }
      Handshake.Claim claim = greet(line, begun, patience);
      if (claim.channel().needsSecret()) {
        arrivals.proved(socket);
      } else {
        arrivals.offers(socket);
      }
      if (claim.channel().passesThrough()) {
        passThrough(line, claim.channel());
      } else {
        answer(line, claim);
      }
    } catch (IOException e) {
      connections.complain("peer port: " + from + " is disconnected: " + e.getMessage());
    } finally {
      arrivals.leave(socket);
      line.close();
    }
  }

  /**
   * What was said and heard so far.
   *
   * @param nonce that was sent; empty when nothing was
   * @param heard the caller's first byte, if it was looked at
   */
  private record Greeting(byte[] nonce, byte[] heard) {
    static final Greeting NONE = new Greeting(new byte[0], new byte[0]);

    boolean tls() {
      return heard.length > 0 && heard[0] == LinkTls.HANDSHAKE_RECORD;
    }
  }

  private static byte[] begin(Line line, Duration patience) throws IOException {
    Wire wire = new Wire(line.socket(), patience);
    byte[] nonce = Handshake.nonce();
    wire.write(Handshake.MAGIC);
    wire.write(nonce);
    return nonce;
  }

  private Handshake.Claim greet(Line line, Greeting begun, Duration patience) throws IOException {
    byte[] nonce = begun.nonce().length > 0 ? begun.nonce() : begin(line, patience);
    Wire wire = new Wire(line.socket(), begun.heard(), patience);
    Handshake.Claim claim = wire.readFrame(Handshake.LIMIT, Handshake.Claim.class);
    byte[] secret = identity.secret();
    String refusal = refusal(line, claim, nonce, secret);
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

  private @Nullable String refusal(Line line, Handshake.Claim claim, byte[] nonce, byte[] secret) {
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
    String untrusted = tls.refusal(line, claim.peer());
    if (untrusted != null) {
      return untrusted;
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

  private void passThrough(Line caller, Channel channel) throws IOException {
    Socket engine = new Socket();
    try {
      int port = port(channel).orElseThrow(() -> new IOException("no " + channel + " any more"));
      engine.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      Pipe.settle(engine);
      Pipe.join(caller, Line.plain(engine), connections.threads());
    } finally {
      Pipe.close(engine);
    }
  }

  private PeerCalls.Caller caller(Line line, Handshake.Claim claim) {
    List<X509Certificate> shown =
        line.certificate().stream()
            .flatMap(own -> Stream.concat(Stream.of(own), line.authority().stream()))
            .toList();
    boolean certified =
        tls.proved(line).filter(new PeerName(claim.cluster(), claim.peer())::equals).isPresent();
    return new PeerCalls.Caller(
        claim.cluster(),
        claim.peer(),
        line.socket().getInetAddress().getHostAddress(),
        shown,
        certified);
  }

  private void answer(Line line, Handshake.Claim claim) throws IOException {
    Wire wire = new Wire(line.socket(), REQUEST);
    Call.Request request = wire.readFrame(Call.LIMIT, Call.Request.class);
    PeerCalls.Caller caller = caller(line, claim);
    Call.Answer answer = calls.answer(claim.channel(), caller, request);
    wire.writeFrame(Call.LIMIT, answer);
  }
}
