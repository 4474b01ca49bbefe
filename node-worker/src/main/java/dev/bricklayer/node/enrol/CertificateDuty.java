package dev.bricklayer.node.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.identity.Phase;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.PeerName;
import dev.bricklayer.node.tls.Revocation;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node certified: makes the authority of a cluster that has none, gets a certificate, a new
 * one when two thirds of its life are over, and the list of what is revoked.
 *
 * <p>Which authority is the cluster's is one key of the store, written once. A node that begins its
 * cluster needs no store for its own; one with other peers makes an authority only after a look at
 * that key.
 */
public final class CertificateDuty implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateDuty.class);
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final NodeIdentity identity;
  private final NodeCertificates certificates;
  private final Enrolment enrolment;
  private final Supplier<Optional<ClusterStore>> store;
  private final BooleanSupplier leads;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private @Nullable String lastComplaint;

  /**
   * @param store of the present session; empty while there is none
   * @param leads whether this node runs the cluster's engine: it begins what the founder, who may
   *     be gone, has not
   */
  public CertificateDuty(
      NodeIdentity identity,
      NodeCertificates certificates,
      Enrolment enrolment,
      Supplier<Optional<ClusterStore>> store,
      BooleanSupplier leads) {
    this.identity = identity;
    this.certificates = certificates;
    this.enrolment = enrolment;
    this.store = store;
    this.leads = leads;
    this.thread = new Thread(this::run, "certificates");
    this.thread.setDaemon(true);
  }

  /**
   * Makes what can be made without the others, then goes on in the background. A node that does not
   * know who it is leaves what it has of an authority as it is: it may hold the cluster's only key.
   */
  public CertificateDuty start() {
    if (identity.fault().isPresent()) {
      return this;
    }
    begin(identity.state());
    thread.start();
    return this;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        look();
        lastComplaint = null;
      } catch (ClusterException e) {
        complain(e.sentence());
      } catch (GeneralSecurityException | RuntimeException e) {
        complain(String.valueOf(e.getMessage()));
      }
      try {
        if (wake.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void complain(String sentence) {
    if (!closed && !sentence.equals(lastComplaint)) {
      lastComplaint = sentence;
      LOG.warn("this node's certificate is not as it should be: {}", sentence);
    }
  }

  private static PeerName name(IdentityState state) {
    return new PeerName(state.clusterId(), state.peerId());
  }

  /** A node that is its whole cluster makes its authority by itself. */
  private void begin(IdentityState state) {
    if (state.membership().phase() == Phase.FRESH
        && state.peers().isEmpty()
        && !certificates
            .name()
            .map(PeerName::cluster)
            .filter(state.clusterId()::equals)
            .isPresent()) {
      enrolment.found(name(state));
    }
  }

  private void look() throws GeneralSecurityException {
    IdentityState state = identity.state();
    if (state.membership().phase() == Phase.INVITED) {
      return; // what the other cluster gives is not to be overwritten
    }
    begin(state);
    ClusterStore there = store.get().orElse(null);
    if (there != null) {
      agree(there, state);
    }
    if (!certificates.ready(name(state)) || certificates.due()) {
      enrolment.renew();
    }
    boolean votes = state.etcd() != null && state.etcd().voter();
    if (votes && certificates.signer().isEmpty()) {
      enrolment.fetchKey();
    }
    if (there != null) {
      certificates.revoke(revocations(there, state));
    }
  }

  /** One authority for all: the one that the store names. */
  private void agree(ClusterStore there, IdentityState state) throws GeneralSecurityException {
    String key = new ClusterKeys(state.clusterId()).authority();
    Optional<Entry> entry = there.get(key);
    boolean mine =
        certificates.signer().filter(by -> by.cluster().equals(state.clusterId())).isPresent();
    if (entry.isPresent()) {
      String root = new String(entry.get().value(), UTF_8);
      if (mine && !certificates.trusts(root)) {
        LOG.warn("another node was first to make the cluster's authority: this one's is given up");
        certificates.forget();
      }
      return;
    }
    if (!mine && (state.membership().phase() == Phase.FRESH || leads.getAsBoolean())) {
      enrolment.found(name(state));
      mine = true;
    }
    if (mine) {
      String root = certificates.authorityText().orElseThrow();
      there.commit(List.of(Guard.absent(key)), List.of(new Change.Put(key, root.getBytes(UTF_8))));
    }
  }

  private static List<Revocation> revocations(ClusterStore there, IdentityState state) {
    return there.list(new ClusterKeys(state.clusterId()).revocations()).entries().stream()
        .map(entry -> Json.read(entry.value(), Revocation.class))
        .toList();
  }
}
