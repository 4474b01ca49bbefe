package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.KeyUse;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What each {@code Idempotency-Key} was used for, in the store: so it holds on every node and after
 * any crash. A use lives for at least {@link #LIFE}, and at most an hour longer: the uses of one
 * hour share one lease, however many they are. Both are measured by clocks that only run on: etcd's
 * and this process's.
 */
public final class IdempotencyKeys {
  public static final Duration LIFE = Duration.ofHours(24);
  private static final Duration SHARED = Duration.ofHours(1);

  private final ClusterStore store;
  private final Supplier<ClusterKeys> keys;
  private final LongSupplier nanos;
  private @Nullable Lease lease;

  private record Lease(long id, long since) {}

  public IdempotencyKeys(ClusterStore store, Supplier<ClusterKeys> keys) {
    this(store, keys, System::nanoTime);
  }

  IdempotencyKeys(ClusterStore store, Supplier<ClusterKeys> keys, LongSupplier nanos) {
    this.store = store;
    this.keys = keys;
    this.nanos = nanos;
  }

  /** What the key was used for, as the store knows it now; empty when it was not. */
  public Optional<KeyUse> use(KeyClaim claim) {
    return store.get(key(claim)).map(entry -> Json.read(entry.value(), KeyUse.class));
  }

  /** Notes a use for an operation that was accepted before; one that is there stays. */
  public void note(KeyClaim claim, UUID operation) {
    store.commit(List.of(Guard.absent(key(claim))), List.of(write(claim, operation)));
  }

  String key(KeyClaim claim) {
    return keys.get().key(claim.hash());
  }

  /** Writes the use, in the transaction that accepts the operation. */
  Change write(KeyClaim claim, UUID operation) {
    byte[] value = Json.write(new KeyUse(operation, claim.fingerprint()));
    return new Change.Put(key(claim), value, lease());
  }

  /** The lease was lost with the store's data; the next use gets a new one. */
  synchronized void leaseIsGone() {
    lease = null;
  }

  private synchronized long lease() {
    long now = nanos.getAsLong();
    if (lease == null || now - lease.since() >= SHARED.toNanos()) {
      long id = store.grant(LIFE.plus(SHARED).toSeconds());
      lease = new Lease(id, now);
    }
    return lease.id();
  }
}
