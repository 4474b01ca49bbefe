package dev.bricklayer.node.enrol;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.node.tls.NodeCertificates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the cluster has made and that are still good: each for one node, used once. The
 * store keeps a hash of the secret, not the secret.
 */
public final class JoinTokens {
  /** The longest life of a token. */
  public static final Duration LONGEST = Duration.ofDays(7);

  private final ClusterStore store;
  private final ClusterKeys keys;
  private final Clock clock;

  public JoinTokens(ClusterStore store, ClusterKeys keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * @param operation that has used it; null while nobody has
   */
  record Kept(String id, String verifier, Instant expires, @Nullable UUID operation) {}

  /**
   * A new token; those that have expired are cleared away.
   *
   * @param address {@code host:port} of this node's peer port
   * @throws ClusterException {@code INVALID_REQUEST} for a life that is none, {@code UNAVAILABLE}
   *     while the cluster has no authority
   */
  public JoinToken create(NodeCertificates certificates, Duration life, String address) {
    if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "a join token is good for a second at least and " + LONGEST.toDays() + " days at most");
    }
    String authority =
        certificates
            .authority()
            .map(NodeCertificates::fingerprint)
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.UNAVAILABLE,
                        "this node has no certificate authority: tokens need cluster.tls to be"
                            + " permissive or on"));
    Instant now = clock.instant();
    for (Entry entry : store.list(keys.joinTokens()).entries()) {
      if (Json.read(entry.value(), Kept.class).expires().isBefore(now)) {
        store.commit(
            List.of(new Guard(entry.key(), entry.modRevision())),
            List.of(new Change.Delete(entry.key())));
      }
    }
    JoinToken made = JoinToken.make(authority, now.plus(life), address);
    store.commit(
        List.of(),
        List.of(
            new Change.Put(
                keys.joinToken(made.id()),
                Json.write(new Kept(made.id(), made.verifier(), made.expires(), null)))));
    return made;
  }

  /**
   * Uses up the token of a node that joins by an operation; again by the same operation is fine.
   *
   * @throws ClusterException {@code PEER_REFUSED} when there is no such token, or it has expired or
   *     was used, or the proof is not by its secret
   */
  public void use(Admission.Ticket ticket, UUID operation, String request) {
    Entry entry =
        store
            .get(keys.joinToken(ticket.id()))
            .orElseThrow(() -> refused("the peer's join token is not known here"));
    Kept kept = Json.read(entry.value(), Kept.class);
    if (clock.instant().isAfter(kept.expires())) {
      throw refused("the peer's join token has expired at " + kept.expires());
    }
    if (!SharedProof.equal(ticket.proof(), Admission.proof(kept.verifier(), operation, request))) {
      throw refused("the peer does not know the secret of its join token");
    }
    if (operation.equals(kept.operation())) {
      return;
    }
    if (kept.operation() != null) {
      throw refused("the peer's join token was used before, by operation " + kept.operation());
    }
    boolean first =
        store
            .commit(
                List.of(new Guard(entry.key(), entry.modRevision())),
                List.of(
                    new Change.Put(
                        entry.key(),
                        Json.write(
                            new Kept(kept.id(), kept.verifier(), kept.expires(), operation)))))
            .applied();
    if (!first) {
      throw refused("the peer's join token was used by somebody else just now");
    }
  }

  private static ClusterException refused(String why) {
    return new ClusterException(ErrorCode.PEER_REFUSED, why);
  }
}
