package dev.bricklayer.node.link;

import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.PeerName;
import dev.bricklayer.node.tls.TlsMode;
import dev.bricklayer.node.tls.TlsSockets;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the peer port, below the handshake that proves the cluster's secret. Both sides show a
 * certificate; it counts when the cluster's authority made it for the peer that the handshake
 * speaks of. When one stops to count, its open connections end.
 */
public final class LinkTls {
  private static final Logger LOG = LoggerFactory.getLogger(LinkTls.class);

  /** A TLS handshake's first byte; a frame begins with a zero. */
  static final byte HANDSHAKE_RECORD = 0x16;

  /** How long a node that spoke in plain text is not asked for TLS again. */
  private static final long PLAIN_NANOS = Duration.ofSeconds(20).toNanos();

  private static final ScheduledThreadPoolExecutor LIMITS = limits();

  private final TlsMode mode;
  private final NodeIdentity identity;
  private final @Nullable NodeCertificates certificates;
  private final @Nullable TlsSockets sockets;
  private final Map<String, Long> plain = new ConcurrentHashMap<>();
  private final Set<Line> open = ConcurrentHashMap.newKeySet();

  private LinkTls(TlsMode mode, NodeIdentity identity, @Nullable NodeCertificates certificates) {
    this.mode = mode;
    this.identity = identity;
    this.certificates = certificates;
    this.sockets = certificates == null ? null : new TlsSockets(certificates);
    if (certificates != null) {
      certificates.onChange(this::endWhatDoesNotCount);
    }
  }

  /** Plain text. */
  public static LinkTls off(NodeIdentity identity) {
    return new LinkTls(TlsMode.OFF, identity, null);
  }

  public static LinkTls of(TlsMode mode, NodeIdentity identity, NodeCertificates certificates) {
    return mode == TlsMode.OFF ? off(identity) : new LinkTls(mode, identity, certificates);
  }

  private static ScheduledThreadPoolExecutor limits() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tls-limits");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  public TlsMode mode() {
    return mode;
  }

  /** Whether this node can show a certificate of its cluster. */
  boolean ready() {
    return certificates != null
        && certificates.ready(new PeerName(identity.clusterId(), identity.peerId()));
  }

  /** Whether a connection to that address begins with TLS. */
  boolean dials(String address) {
    if (mode != TlsMode.PERMISSIVE) {
      return mode == TlsMode.ON;
    }
    Long until = plain.get(address);
    return until == null || System.nanoTime() - until > 0;
  }

  void notePlain(String address) {
    if (plain.size() > 1000) {
      plain.clear();
    }
    plain.put(address, System.nanoTime() + PLAIN_NANOS);
  }

  /** TLS as the caller, on a connection that is there. */
  Line dial(GreetedSocket below, Duration within) throws IOException {
    return shake(required().client(below), below, within);
  }

  /** TLS as the one who is called. */
  Line accept(Socket below, byte[] consumed, Duration within) throws IOException {
    if (certificates == null || certificates.name().isEmpty()) {
      throw new IOException("TLS is asked for, and this node has no certificate yet");
    }
    return shake(required().server(below, consumed), below, within);
  }

  private TlsSockets required() {
    if (sockets == null) {
      throw new IllegalStateException("there is no TLS here");
    }
    return sockets;
  }

  private Line shake(SSLSocket tls, Socket below, Duration within) throws IOException {
    int millis = (int) Math.max(1, within.toMillis());
    tls.setSoTimeout(millis);
    // each byte could take as long as that: all of it together may not
    Future<?> limit = LIMITS.schedule(() -> Pipe.close(below), millis, TimeUnit.MILLISECONDS);
    try {
      tls.startHandshake();
    } finally {
      limit.cancel(false);
    }
    Line line = Line.secured(tls, below);
    if (line.certificate().isPresent()) {
      open.add(line);
      line.onClose(() -> open.remove(line));
    }
    return line;
  }

  /**
   * Why a caller is refused on a channel that is for nodes of the cluster; null when it is not.
   *
   * @param peer who it says it is
   */
  @Nullable String refusal(Line line, UUID peer) {
    if (mode != TlsMode.ON) {
      return null; // where plain text will do, the secret is what counts
    }
    Optional<X509Certificate> shown = line.certificate();
    if (shown.isEmpty()) {
      return "the caller shows no certificate";
    }
    try {
      PeerName name = verify(shown.get());
      return name.equals(new PeerName(identity.clusterId(), peer))
          ? null
          : "the caller's certificate is of peer " + name.peer() + ", not of " + peer;
    } catch (GeneralSecurityException e) {
      return e.getMessage();
    }
  }

  /**
   * Who answers a call to a node of the cluster.
   *
   * @throws IOException when its certificate does not count, or is another peer's
   */
  Optional<UUID> answering(Line line, @Nullable UUID meant) throws IOException {
    if (mode != TlsMode.ON) {
      return Optional.empty(); // as for callers
    }
    X509Certificate shown =
        line.certificate().orElseThrow(() -> new IOException("it shows no certificate"));
    PeerName name;
    try {
      name = verify(shown);
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!name.cluster().equals(identity.clusterId())) {
      throw new IOException("its certificate is of another cluster");
    }
    if (meant != null && !meant.equals(name.peer())) {
      throw new IOException("its certificate is of peer " + name.peer() + ", not of " + meant);
    }
    return Optional.of(name.peer());
  }

  /** Whom the certificate on a line names, if it counts here. */
  Optional<PeerName> proved(Line line) {
    try {
      Optional<X509Certificate> shown = line.certificate();
      return shown.isEmpty() || certificates == null
          ? Optional.empty()
          : Optional.of(verify(shown.get()));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private PeerName verify(X509Certificate shown) throws GeneralSecurityException {
    if (certificates == null) {
      throw new GeneralSecurityException("this node has no certificate authority");
    }
    return certificates.verify(shown);
  }

  private void endWhatDoesNotCount() {
    if (mode != TlsMode.ON) {
      return;
    }
    for (Line line : open) {
      X509Certificate shown = line.certificate().orElse(null);
      try {
        if (shown != null) {
          verify(shown);
        }
      } catch (GeneralSecurityException e) {
        LOG.warn("a connection of the peer port ends: {}", e.getMessage());
        line.close();
      }
    }
  }
}
