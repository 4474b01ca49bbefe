package dev.bricklayer.node.tls;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has for TLS with the others of its cluster: the authority's certificate, its own
 * key and certificate, what is revoked, and, on some nodes, the authority's key. On the disk before
 * it is used; connections made from then on use it.
 */
public final class NodeCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCertificates.class);

  private final TlsFolder files;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Trust trust;
  private volatile @Nullable Own own;
  private volatile @Nullable CertificateAuthority signer;

  /** The node's own key with its certificate. */
  record Own(PrivateKey key, X509Certificate certificate) {}

  private NodeCertificates(TlsFolder files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /**
   * Reads what there is; nothing is fine.
   *
   * @throws ClusterException when a file is there and cannot be used, naming it
   */
  public static NodeCertificates open(Path stateDir, Clock clock) {
    TlsFolder files = new TlsFolder(stateDir);
    NodeCertificates certificates = new NodeCertificates(files, clock);
    Path at = files.authority();
    try {
      Optional<String> authority = files.read(at);
      if (authority.isPresent()) {
        X509Certificate root = first(Pem.certificates(authority.get()));
        at = files.revoked();
        certificates.trust = new Trust(root, Revocations.read(files));
        at = files.node();
        Optional<String> node = files.read(at);
        if (node.isPresent()) {
          certificates.own = new Own(Pem.key(node.get()), first(Pem.certificates(node.get())));
        }
        at = files.authorityKey();
        Optional<String> key = files.read(at);
        if (key.isPresent()) {
          certificates.signer = CertificateAuthority.of(root, Pem.key(key.get()));
        }
      }
      return certificates;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          at + " cannot be used: " + e.getMessage() + "; restore it from a backup",
          Map.of("path", at.toString()),
          e);
    }
  }

  private static X509Certificate first(List<X509Certificate> certificates)
      throws GeneralSecurityException {
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate");
    }
    return certificates.get(0);
  }

  /** Called after each change of what is trusted or revoked. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The certificate of the cluster's authority. */
  public Optional<X509Certificate> authority() {
    return Optional.ofNullable(trust).map(Trust::authority);
  }

  /** The authority with its key, where this node may sign. */
  public Optional<CertificateAuthority> signer() {
    return Optional.ofNullable(signer);
  }

  Optional<Own> own() {
    return Optional.ofNullable(own);
  }

  /** Whom this node's certificate names; empty without one. */
  public Optional<PeerName> name() {
    return own().flatMap(mine -> PeerName.of(mine.certificate()));
  }

  /** Whether there is a certificate of that name that is good now. */
  public boolean ready(PeerName name) {
    Own mine = own;
    return mine != null
        && name().filter(name::equals).isPresent()
        && clock.instant().isBefore(expiry(mine.certificate()));
  }

  /** Whether two thirds of the certificate's life are over. */
  public boolean due() {
    Own mine = own;
    if (mine == null) {
      return true;
    }
    Instant begin = mine.certificate().getNotBefore().toInstant();
    Duration life = Duration.between(begin, expiry(mine.certificate()));
    return clock.instant().isAfter(begin.plus(life.multipliedBy(2).dividedBy(3)));
  }

  /** When the node's certificate ends; empty without one. */
  public Optional<Instant> expires() {
    return own().map(mine -> expiry(mine.certificate()));
  }

  private static Instant expiry(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  /** For the first node of a cluster: an authority, and a certificate by it. */
  public synchronized void found(PeerName name, Collection<String> addresses) {
    CertificateAuthority made = CertificateAuthority.make(name.cluster(), clock.instant());
    NodeKey key = NodeKey.make();
    try {
      X509Certificate mine =
          made.sign(
              key.request(),
              name.peer(),
              addresses,
              clock.instant(),
              CertificateAuthority.NODE_LIFE);
      adopt(made.certificate(), key, mine);
      keep(made);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a new authority does not sign", e);
    }
    LOG.info(
        "made the certificate authority of cluster {}, SHA-256 {}",
        name.cluster(),
        fingerprint(made.certificate()));
  }

  /** Takes a certificate that an authority made for that key, and the authority. */
  public synchronized void adopt(X509Certificate root, NodeKey key, X509Certificate mine)
      throws GeneralSecurityException {
    Trust before = trust;
    Trust next =
        before != null && before.authority().equals(root) ? before : new Trust(root, Map.of());
    next.verify(mine, clock.instant());
    if (!mine.getPublicKey().equals(key.pair().getPublic())) {
      throw new GeneralSecurityException("the certificate is of another key");
    }
    if (next != before) {
      // Whatever moment this ends at: without node.pem the node asks again.
      files.delete(files.authorityKey());
      files.delete(files.node());
      files.delete(files.revoked());
      files.write(files.authority(), Pem.write(root));
      signer = null;
    }
    files.write(files.node(), Pem.write(key.pair().getPrivate(), mine, root));
    trust = next;
    own = new Own(key.pair().getPrivate(), mine);
    listeners.forEach(Runnable::run);
  }

  /** As above, with texts that came from another node. */
  public void adopt(String root, NodeKey key, String mine) throws GeneralSecurityException {
    adopt(first(Pem.certificates(root)), key, first(Pem.certificates(mine)));
  }

  /** Whether a certificate (PEM) is that of the authority that is trusted here. */
  public boolean trusts(String root) throws GeneralSecurityException {
    X509Certificate other = first(Pem.certificates(root));
    return authority().filter(other::equals).isPresent();
  }

  /**
   * A certificate by the authority whose key is here. One for a peer that was revoked is made later
   * than that, whatever the clocks say.
   */
  public Issued sign(String request, PeerName name, Collection<String> addresses)
      throws GeneralSecurityException {
    CertificateAuthority by = signer;
    Trust now = trust;
    if (by == null || now == null || !by.cluster().equals(name.cluster())) {
      throw new GeneralSecurityException("this node does not hold the authority's key");
    }
    Instant at = clock.instant();
    Revocation gone = now.revoked().get(name.peer());
    if (gone != null && !at.isAfter(gone.at().plusSeconds(1))) {
      at = gone.at().plusSeconds(2); // certificates know whole seconds
    }
    X509Certificate made =
        by.sign(request, name.peer(), addresses, at, CertificateAuthority.NODE_LIFE);
    return new Issued(Pem.write(by.certificate()), Pem.write(made));
  }

  /** A certificate and the authority that made it, PEM. */
  public record Issued(String authority, String certificate) {}

  /** The authority's certificate, PEM. */
  public Optional<String> authorityText() {
    return authority().map(Pem::write);
  }

  /** The authority's key, PEM, for another node that may sign. */
  public Optional<String> signerKey() {
    return signer().map(by -> Pem.write(by.key()));
  }

  /** Keeps the key of the authority that is trusted here. */
  public synchronized void keep(String key) throws GeneralSecurityException {
    X509Certificate root =
        authority().orElseThrow(() -> new GeneralSecurityException("there is no authority here"));
    keep(CertificateAuthority.of(root, Pem.key(key)));
  }

  /** Keeps the authority's key, so that this node may sign. */
  public synchronized void keep(CertificateAuthority authority) {
    if (!authority().filter(authority.certificate()::equals).isPresent()) {
      throw new IllegalArgumentException("this is the key of another authority");
    }
    files.write(files.authorityKey(), Pem.write(authority.key()));
    signer = authority;
  }

  /** As if there had never been an authority; the cluster has another one. */
  public synchronized void forget() {
    files.delete(files.authorityKey());
    files.delete(files.node());
    files.delete(files.revoked());
    files.delete(files.authority());
    signer = null;
    own = null;
    trust = null;
    listeners.forEach(Runnable::run);
  }

  /** What is revoked besides what was; nothing ever ceases to be. */
  public synchronized void revoke(Collection<Revocation> more) {
    Trust before = trust;
    if (before == null) {
      return;
    }
    List<Revocation> all = new ArrayList<>(before.revoked().values());
    all.addAll(more);
    Map<UUID, Revocation> now = Revocations.byPeer(all);
    if (!before.revoked().equals(now)) {
      Revocations.write(files, all);
      trust = new Trust(before.authority(), now);
      listeners.forEach(Runnable::run);
    }
  }

  /**
   * Whom the certificate of another node names, when this node's authority made it and it is good
   * now.
   *
   * @throws GeneralSecurityException with a sentence that says why it is not
   */
  public PeerName verify(X509Certificate certificate) throws GeneralSecurityException {
    Trust now = trust;
    if (now == null) {
      throw new GeneralSecurityException("this node has no certificate authority yet");
    }
    return now.verify(certificate, clock.instant());
  }

  /**
   * Whom a certificate names by the word of another authority than this node's.
   *
   * @throws GeneralSecurityException with a sentence that says why it does not count
   */
  public static PeerName verify(X509Certificate root, X509Certificate certificate, Instant now)
      throws GeneralSecurityException {
    return new Trust(root, Map.of()).verify(certificate, now);
  }

  /** SHA-256 of a certificate, 64 lower-case hex characters. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
