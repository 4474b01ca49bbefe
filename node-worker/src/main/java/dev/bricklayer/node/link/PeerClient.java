package dev.bricklayer.node.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.tls.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls other nodes on their peer port. Each call is bounded by its deadline, name lookup and
 * connecting (at most {@link #CONNECT}) included.
 *
 * <p>Failures are {@link ClusterException}s: the other node's own, or {@code NODE_UNREACHABLE} when
 * it cannot be reached or does not answer in time; then whether the call had an effect is unknown.
 */
public final class PeerClient {
  /** GD2's text, which its clients know. */
  public static final String NO_CONNECTION =
      "could not connect to host. Make sure host address is valid, network connection is active"
          + " and gd2 is up and running";

  static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration GREETING = Duration.ofSeconds(3);
  private static final ObjectMapper MAPPER = Json.newMapper();

  /** Lookups that hang are given up, but their threads are not free before they end. */
  private static final ExecutorService LOOKUPS =
      new ThreadPoolExecutor(
          0, 16, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), PeerClient::lookupThread);

  private final NodeIdentity identity;
  private final LinkTls tls;

  /** In plain text. */
  public PeerClient(NodeIdentity identity) {
    this(identity, LinkTls.off(identity));
  }

  public PeerClient(NodeIdentity identity, LinkTls tls) {
    this.identity = identity;
    this.tls = tls;
  }

  /**
   * Calls a node of the own cluster.
   *
   * @param to the peer that is meant; another one at that address refuses. Null if it is not known
   * @param body anything that becomes a JSON object
   */
  public <T> T call(
      String address,
      @Nullable UUID to,
      String method,
      Object body,
      Class<T> type,
      Duration deadline) {
    return exchange(Channel.CALL, address, to, method, body, type, deadline);
  }

  /** Calls a node of another cluster, or one whose cluster is not known. */
  public <T> T offer(String address, String method, Object body, Class<T> type, Duration deadline) {
    return exchange(Channel.OFFER, address, null, method, body, type, deadline);
  }

  private <T> T exchange(
      Channel channel,
      String address,
      @Nullable UUID to,
      String method,
      Object body,
      Class<T> type,
      Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    try (Line line = open(channel, address, to, deadline)) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      Wire wire = new Wire(line.socket(), left);
      wire.writeFrame(
          Call.LIMIT, new Call.Request(method, MAPPER.valueToTree(body), left.toMillis()));
      Call.Answer answer = wire.readFrame(Call.LIMIT, Call.Answer.class);
      if (answer.failure() != null) {
        throw answer.failure().asException();
      }
      return MAPPER.treeToValue(
          answer.result() == null ? MAPPER.createObjectNode() : answer.result(), type);
    } catch (JsonProcessingException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL, "the answer of " + address + " to " + method + " is not understood");
    } catch (IOException e) {
      throw away(address, method + ": " + e.getMessage(), e);
    }
  }

  /**
   * A connection on that channel, both sides proved. The caller closes it.
   *
   * @throws ClusterException as for {@link #call}
   */
  Line open(Channel channel, String address, @Nullable UUID to, Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    PeerAddress target = PeerAddress.parse(address);
    String key = target.toString();
    boolean secured = tls.dials(key);
    Line line = null;
    try {
      if (secured) {
        line = secured(target, until);
        if (line == null) {
          secured = false;
        }
      }
      if (line == null) {
        line = Line.plain(connected(new Socket(), target, until));
      }
      greet(line, channel, to, shorter(until, GREETING));
      if (!secured && tls.mode() == TlsMode.PERMISSIVE) {
        tls.notePlain(key);
      }
      return line;
    } catch (IOException e) {
      close(line);
      throw away(address, e.getMessage(), e);
    } catch (RuntimeException e) {
      close(line);
      throw e;
    }
  }

  /** Null when there is no TLS to be had there, and plain text will do. */
  private @Nullable Line secured(PeerAddress target, long until) throws IOException {
    GreetedSocket socket = new GreetedSocket();
    try {
      connected(socket, target, until);
      return tls.dial(socket, shorter(until, GREETING));
    } catch (IOException e) {
      Pipe.close(socket);
      if (tls.mode() == TlsMode.PERMISSIVE) {
        return null;
      }
      throw new IOException("no TLS with it: " + e.getMessage(), e);
    }
  }

  private static Duration shorter(long until, Duration most) {
    Duration left = Duration.ofNanos(until - System.nanoTime());
    return left.compareTo(most) < 0 ? left : most;
  }

  private static void close(@Nullable Line line) {
    if (line != null) {
      line.close();
    }
  }

  private Socket connected(Socket socket, PeerAddress target, long until) throws IOException {
    try {
      connect(socket, target, Duration.ofNanos(until - System.nanoTime()));
      Pipe.settle(socket);
      return socket;
    } catch (IOException | RuntimeException e) {
      Pipe.close(socket);
      throw e;
    }
  }

  private static Thread lookupThread(Runnable lookup) {
    Thread thread = new Thread(lookup, "peer-lookup");
    thread.setDaemon(true);
    return thread;
  }

  /** A name lookup knows no deadline of its own. */
  private static InetAddress lookUp(String host, Duration atMost)
      throws IOException, InterruptedException {
    if (host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Character.isDigit(c))) {
      return InetAddress.getByName(host);
    }
    try {
      Future<InetAddress> lookup = LOOKUPS.submit(() -> InetAddress.getByName(host));
      try {
        return lookup.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        lookup.cancel(true);
      }
    } catch (ExecutionException e) {
      throw new IOException("the name " + host + " does not resolve", e);
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new IOException("the name " + host + " is not resolved in time", e);
    }
  }

  private void connect(Socket socket, PeerAddress target, Duration deadline) {
    Duration wait = deadline.compareTo(CONNECT) < 0 ? deadline : CONNECT;
    long until = System.nanoTime() + wait.toNanos();
    try {
      InetAddress host = lookUp(target.host(), wait);
      int left = (int) Math.max(1, (until - System.nanoTime()) / 1_000_000);
      socket.connect(new InetSocketAddress(host, target.port()), left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noConnection(target, e);
    } catch (IOException e) {
      throw noConnection(target, e);
    }
  }

  private void greet(Line line, Channel channel, @Nullable UUID to, Duration within)
      throws IOException {
    Optional<UUID> certified = channel.needsSecret() ? tls.answering(line, to) : Optional.empty();
    Wire wire = new Wire(line.socket(), within);
    byte[] magic = wire.read(Handshake.MAGIC.length);
    if (!Arrays.equals(magic, Handshake.MAGIC)) {
      throw new IOException("what listens there is no peer port");
    }
    byte[] serverNonce = wire.read(Handshake.NONCE);
    byte[] secret = identity.secret();
    Handshake.Claim claim =
        new Handshake.Claim(
            channel,
            identity.clusterId(),
            identity.peerId(),
            to,
            HexFormat.of().formatHex(Handshake.nonce()),
            "");
    if (channel.needsSecret()) {
      claim =
          new Handshake.Claim(
              claim.channel(),
              claim.cluster(),
              claim.peer(),
              claim.to(),
              claim.nonce(),
              Handshake.callersProof(secret, serverNonce, claim));
    }
    wire.writeFrame(Handshake.LIMIT, claim);
    Handshake.Welcome welcome = wire.readFrame(Handshake.LIMIT, Handshake.Welcome.class);
    if (welcome.error() != null) {
      throw new IOException(welcome.error());
    }
    if (channel.needsSecret()
        && !Handshake.same(
            welcome.proof(), Handshake.serversProof(secret, serverNonce, claim, welcome.peer()))) {
      throw new IOException("what listens there does not know the cluster's secret");
    }
    if (certified.isPresent() && !certified.get().equals(welcome.peer())) {
      throw new IOException("it says it is " + welcome.peer() + ", its certificate does not");
    }
    wire.unbounded();
  }

  private static ClusterException noConnection(PeerAddress target, Exception cause) {
    return new ClusterException(
        ErrorCode.NODE_UNREACHABLE,
        NO_CONNECTION,
        Map.of("address", target.toString(), "reason", String.valueOf(cause.getMessage())),
        cause);
  }

  private static ClusterException away(String address, @Nullable String reason, Exception cause) {
    return new ClusterException(
        ErrorCode.NODE_UNREACHABLE,
        "the node at " + address + " does not answer: " + reason,
        Map.of("address", address, "reason", String.valueOf(reason)),
        cause);
  }
}
