package dev.bricklayer.config.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The store of a cluster's configuration: linearizable reads, transactions with guards, watches and
 * leases. Two implementations pass the same contract test: etcd's, and one in memory for tests.
 *
 * <p>Every call is bounded: one that gets no answer in time throws {@link
 * dev.bricklayer.config.error.ClusterException} with {@code UNAVAILABLE}. For a transaction that
 * means <em>unknown</em>: it may have been applied; callers look again and decide by the guards.
 */
public interface ClusterStore extends AutoCloseable {
  Optional<Entry> get(String key);

  /** Those of these keys that exist, by key; at one revision, in one round trip. */
  Map<String, Entry> getAll(Collection<String> keys);

  /** Everything below the prefix at one revision, in the order of the keys. */
  Listing list(String prefix);

  /**
   * Everything below the prefix as it was at a revision that the store still has, page by page in
   * the order of the keys: never more than a page is in memory.
   *
   * @throws dev.bricklayer.config.error.ClusterException also when the revision is compacted
   */
  default void scan(String prefix, long revision, Consumer<List<Entry>> page) {
    page.accept(list(prefix).entries());
  }

  /**
   * Applies all changes if all guards hold, else none. A key may be in one change only.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} when whether it was
   *     applied is unknown; {@code CONFLICT} when a put's lease is gone; {@code PAYLOAD_TOO_LARGE}
   *     when the store takes no transaction of this size
   */
  TxnResult commit(List<Guard> guards, List<Change> changes);

  /**
   * Watches everything below the prefix, starting with {@link WatchListener#relisted} of what is
   * there. Survives lost connections and compaction until the handle is closed; after that no call
   * begins. Returns at once, also when the store is away.
   */
  AutoCloseable watch(String prefix, WatchListener listener);

  /**
   * A lease that is kept alive until the handle is closed, which also revokes it. After a loss (the
   * store was away longer than the time to live) a new lease is granted and {@code onGranted} is
   * called again. A listener that throws is called again a little later.
   */
  AutoCloseable lease(long ttlSeconds, LeaseListener onGranted);

  /**
   * A lease that nobody renews: what is put with it vanishes after that time.
   *
   * @return for {@link Change.Put}
   */
  long grant(long ttlSeconds);

  @Override
  void close();

  /** Told of each lease that was granted. */
  interface LeaseListener {
    void granted(long lease);
  }
}
