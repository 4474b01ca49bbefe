package dev.bricklayer.node.enrol;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.NodeKey;
import dev.bricklayer.node.tls.PeerName;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates for the nodes of the cluster: made here where the authority's key is, or by a node
 * that has it. Only requests and certificates travel; on the way to TLS they may do so in plain
 * text, so both carry a proof of the cluster's secret.
 */
public final class Enrolment {
  private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
  private static final String SIGN = "tls.sign";
  private static final String KEY = "tls.key";
  private static final Duration DEADLINE = Duration.ofSeconds(4);

  private final NodeIdentity identity;
  private final NodeCertificates certificates;
  private final PeerClient client;
  private final List<String> addresses;
  private @Nullable NodeKey pending;

  /**
   * @param addresses names and addresses that this node is reached by
   */
  public Enrolment(
      NodeIdentity identity,
      NodeCertificates certificates,
      PeerClient client,
      List<String> addresses) {
    this.identity = identity;
    this.certificates = certificates;
    this.client = client;
    this.addresses = List.copyOf(addresses);
  }

  record Sign(String request, UUID peer, List<String> addresses, String proof) {}

  record Signed(String authority, String certificate, String proof) {}

  record Nothing() {}

  /** The authority's key on its way to another voter, inside TLS. */
  record Key(@Nullable String key) {
    /** Never the key. */
    @Override
    public String toString() {
      return "a key";
    }
  }

  /** A request for a certificate of a node that is about to join, and where it is reached. */
  public record Request(String request, List<String> addresses) {}

  /** Answers such calls of others. */
  public void serve(PeerCalls calls) {
    calls.on(SIGN, Sign.class, (caller, asked) -> answer(asked)).on(KEY, Nothing.class, this::key);
  }

  private Signed answer(Sign asked) {
    byte[] secret = identity.secret();
    if (!SharedProof.matches(
        asked.proof(), secret, "sign", asked.request(), asked.peer().toString())) {
      throw new ClusterException(
          ErrorCode.FORBIDDEN, "the request for a certificate was altered on its way");
    }
    NodeCertificates.Issued made = signHere(asked.request(), asked.peer(), asked.addresses());
    LOG.info("certified peer {}", asked.peer());
    return new Signed(
        made.authority(),
        made.certificate(),
        SharedProof.of(secret, "signed", asked.request(), made.authority(), made.certificate()));
  }

  private NodeCertificates.Issued signHere(String request, UUID peer, List<String> names) {
    try {
      return certificates.sign(request, new PeerName(identity.clusterId(), peer), names);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "no certificate for peer " + peer + ": " + e.getMessage(),
          Map.of("peer-id", peer.toString()),
          e);
    }
  }

  /** Only inside TLS, and only to nodes that hold a vote: these keep what must not be lost. */
  private Key key(PeerCalls.Caller caller, Nothing nothing) {
    boolean voter =
        identity.state().peers().stream()
            .anyMatch(known -> known.voter() && known.peer().equals(caller.peer()));
    return new Key(voter && caller.certified() ? certificates.signerKey().orElse(null) : null);
  }

  /**
   * A certificate for a node of this cluster, from here or from a node that can make one.
   *
   * @throws ClusterException {@code UNAVAILABLE} when nobody can just now
   */
  public NodeCertificates.Issued sign(String request, UUID peer, List<String> names) {
    if (certificates.signer().filter(by -> by.cluster().equals(identity.clusterId())).isPresent()) {
      return signHere(request, peer, names);
    }
    byte[] secret = identity.secret();
    Sign asked =
        new Sign(request, peer, names, SharedProof.of(secret, "sign", request, peer.toString()));
    String why = "no node that holds the authority's key is known";
    for (KnownPeer known : identity.state().peers()) {
      try {
        Signed made =
            client.call(known.address(), known.peer(), SIGN, asked, Signed.class, DEADLINE);
        if (SharedProof.matches(
            made.proof(), secret, "signed", request, made.authority(), made.certificate())) {
          return new NodeCertificates.Issued(made.authority(), made.certificate());
        }
        why = "the certificate was altered on its way";
      } catch (ClusterException e) {
        why = e.sentence();
      }
    }
    throw new ClusterException(
        ErrorCode.UNAVAILABLE, "no certificate for peer " + peer + ": " + why);
  }

  /** A new key and certificate for this node. */
  void renew() throws GeneralSecurityException {
    NodeKey key = NodeKey.make();
    NodeCertificates.Issued made = sign(key.request(), identity.peerId(), addresses);
    certificates.adopt(made.authority(), key, made.certificate());
    LOG.info("this node has a certificate until {}", certificates.expires().orElseThrow());
  }

  /** Asks a node that has it for the authority's key. */
  void fetchKey() throws GeneralSecurityException {
    for (KnownPeer known : identity.state().peers()) {
      try {
        String key =
            client
                .call(known.address(), known.peer(), KEY, new Nothing(), Key.class, DEADLINE)
                .key();
        if (key != null) {
          certificates.keep(key);
          LOG.info("this node may certify others from now on, as one that holds a vote");
          return;
        }
      } catch (ClusterException e) {
        LOG.debug("peer {} gives no key: {}", known.peer(), e.sentence());
      }
    }
  }

  /** An authority of the node's own, for the cluster that it begins. */
  void found(PeerName name) {
    certificates.found(name, addresses);
  }

  /** The request of this node, which is to join another cluster. */
  public synchronized Request request() {
    if (pending == null) {
      pending = NodeKey.make();
    }
    return new Request(pending.request(), addresses);
  }

  /**
   * Takes the certificate that the cluster has made for {@link #request}.
   *
   * @throws ClusterException {@code CONFLICT} when it is not for that
   */
  public synchronized void joined(String authority, String certificate) {
    try {
      if (pending == null) {
        throw new GeneralSecurityException("this node has asked for none");
      }
      certificates.adopt(authority, pending, certificate);
      pending = null;
    } catch (GeneralSecurityException e) {
      throw new ClusterException(
          ErrorCode.CONFLICT, "the cluster's certificate is not taken: " + e.getMessage());
    }
  }
}
