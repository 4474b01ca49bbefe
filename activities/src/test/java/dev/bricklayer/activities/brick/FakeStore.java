package dev.bricklayer.activities.brick;

import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Guard;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.TxnResult;
import dev.bricklayer.config.store.WatchListener;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keys and values in memory; no watches, no leases. */
public final class FakeStore implements ClusterStore {

  public final SortedMap<String, Entry> entries = new TreeMap<>();
  private long revision = 1;

  public synchronized void put(String key, byte[] value) {
    commit(List.of(), List.of(new Change.Put(key, value)));
  }

  @Override
  public synchronized Optional<Entry> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized Listing list(String prefix) {
    return new Listing(
        entries.values().stream().filter(entry -> entry.key().startsWith(prefix)).toList(),
        revision);
  }

  @Override
  public synchronized TxnResult commit(List<Guard> guards, List<Change> changes) {
    for (Guard guard : guards) {
      if (get(guard.key()).map(Entry::modRevision).orElse(0L) != guard.modRevision()) {
        return new TxnResult(false, revision);
      }
    }
    revision++;
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        entries.put(put.key(), new Entry(put.key(), put.value(), revision));
      } else {
        entries.remove(change.key());
      }
    }
    return new TxnResult(true, revision);
  }

  @Override
  public AutoCloseable watch(String prefix, WatchListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AutoCloseable lease(long ttlSeconds, LeaseListener onGranted) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
