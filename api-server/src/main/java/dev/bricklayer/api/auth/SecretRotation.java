package dev.bricklayer.api.auth;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.RestSecret;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives the cluster another secret of the ReST API, in one transaction. The one of before is
 * accepted for a time of grace that the store ends; without grace it is refused as soon as a node
 * sees the change, and so is every other former one.
 */
public final class SecretRotation {
  public static final Duration LONGEST = Duration.ofDays(1);

  /** etcd has no shorter leases that are kept exactly. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  private final ClusterStore store;
  private final ClusterKeys keys;

  public SecretRotation(ClusterStore store, ClusterKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * @param grace zero, or from {@link #SHORTEST} to {@link #LONGEST}
   * @return the generation of the new one
   * @throws ClusterException {@code INVALID_REQUEST} for another grace; {@code CONFLICT} when
   *     somebody else rotated at this moment; {@code UNAVAILABLE} when the store does not answer:
   *     whether it was rotated is told by the generation then
   */
  long rotate(Duration grace) {
    check(grace);
    String key = keys.restSecret();
    Entry before =
        store
            .get(key)
            .orElseThrow(
                () ->
                    new ClusterException(
                        ErrorCode.UNAVAILABLE,
                        "the cluster has no common secret yet; its first node notes it soon",
                        Map.of("retry-after", "5")));
    RestSecret old = Json.read(before.value(), RestSecret.class);
    RestSecret next = new RestSecret(NodeSecrets.fresh(), old.generation() + 1, 0);
    List<Change> changes = new ArrayList<>(List.of(new Change.Put(key, Json.write(next))));
    if (grace.isZero()) {
      store.list(keys.formerRestSecrets()).entries().stream()
          .map(former -> new Change.Delete(former.key()))
          .forEach(changes::add);
    } else {
      RestSecret former = new RestSecret(old.secret(), old.generation(), grace.toSeconds());
      changes.add(
          new Change.Put(
              keys.formerRestSecret(old.generation()),
              Json.write(former),
              store.grant(grace.toSeconds())));
    }
    if (!written(Guard.unchanged(before), changes, next)) {
      throw new ClusterException(
          ErrorCode.CONFLICT,
          "somebody else rotated the secret at this moment; this request changed nothing");
    }
    return next.generation();
  }

  private boolean written(Guard guard, List<Change> changes, RestSecret next) {
    try {
      return store.commit(List.of(guard), changes).applied();
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      return store
          .get(keys.restSecret())
          .map(entry -> Json.read(entry.value(), RestSecret.class))
          .filter(next::equals)
          .map(there -> true)
          .orElseThrow(() -> e);
    }
  }

  private static void check(Duration grace) {
    boolean right =
        grace.isZero() || grace.compareTo(SHORTEST) >= 0 && grace.compareTo(LONGEST) <= 0;
    if (!right) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "grace-seconds is "
              + grace.toSeconds()
              + "; it must be 0, or from "
              + SHORTEST.toSeconds()
              + " to "
              + LONGEST.toSeconds(),
          Map.of("grace-seconds", Long.toString(grace.toSeconds())));
    }
  }
}
