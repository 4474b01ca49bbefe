package dev.bricklayer.config.store;

import static dev.bricklayer.config.store.EtcdConnection.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in etcd, 3.4 or later. Calls wait at most {@link #DEADLINE}. An etcd of the user's own
 * must take transactions of as many operations as a volume has bricks ({@code --max-txn-ops}).
 */
public final class EtcdStore implements ClusterStore {
  /** What a call waits for an answer unless the constructor is told otherwise. */
  public static final Duration DEADLINE = Duration.ofMillis(2500);

  private static final Logger log = LoggerFactory.getLogger(EtcdStore.class);

  /** Entries in one answer: some megabytes at most. */
  private static final int PAGE = 4000;

  /** Entries in a page of a scan, which may be long ones. */
  private static final int SCANNED = 200;

  /** Operations in a transaction that only reads; etcd takes 128 unless it is told otherwise. */
  private static final int READS = 100;

  private static final int LIST_ATTEMPTS = 3;

  private final EtcdConnection connection;
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  public EtcdStore(List<URI> endpoints) {
    this(endpoints, DEADLINE);
  }

  /**
   * Connects when the first call comes.
   *
   * @param endpoints client URLs of voting members, the nearest first: it is used as long as it
   *     answers; a learner answers no linearizable read
   * @param deadline how long one call may take
   */
  public EtcdStore(List<URI> endpoints, Duration deadline) {
    this.connection = new EtcdConnection(endpoints, deadline);
  }

  /** As above; looks that often whether the nearest answers again. */
  EtcdStore(List<URI> endpoints, Duration deadline, Duration lookEvery) {
    this.connection = new EtcdConnection(endpoints, deadline, lookEvery);
  }

  /**
   * Goes on with these endpoints: calls from now on, watches from where they are, leases. Calls in
   * flight may fail with {@code UNAVAILABLE}.
   */
  public void reconnect(List<URI> endpoints) {
    if (!endpoints.equals(connection.endpoints())) {
      log.info("the configuration store is reached at {} from now on", endpoints);
      connection.use(endpoints);
    }
  }

  public List<URI> endpoints() {
    return connection.endpoints();
  }

  EtcdConnection connection() {
    return connection;
  }

  @Override
  public Optional<Entry> get(String key) {
    GetResponse answer =
        connection.read("read " + key, client -> client.getKVClient().get(bytes(key)));
    return answer.getKvs().stream().findFirst().map(EtcdStore::entry);
  }

  @Override
  public Map<String, Entry> getAll(Collection<String> keys) {
    Map<String, Entry> found = new HashMap<>();
    List<String> left = List.copyOf(keys);
    long revision = 0;
    for (int from = 0; from < left.size(); from += READS) {
      List<String> part = left.subList(from, Math.min(left.size(), from + READS));
      GetOption at = GetOption.builder().withRevision(revision).build();
      Op[] reads = part.stream().map(key -> Op.get(bytes(key), at)).toArray(Op[]::new);
      TxnResponse answer =
          connection.read(
              "read " + keys.size() + " keys",
              client -> client.getKVClient().txn().Then(reads).commit());
      revision = revision == 0 ? answer.getHeader().getRevision() : revision;
      for (GetResponse one : answer.getGetResponses()) {
        one.getKvs().forEach(pair -> found.put(text(pair.getKey()), entry(pair)));
      }
    }
    return found;
  }

  @Override
  public Listing list(String prefix) {
    return place(prefix).listing();
  }

  /** A listing with the id of the cluster that it is from. */
  record Place(Listing listing, long clusterId) {}

  Place place(String prefix) {
    for (int attempt = 1; ; attempt++) {
      try {
        return pages(prefix);
      } catch (ClusterException e) {
        boolean compacted = e.sentence().contains("has been compacted");
        if (!compacted || attempt == LIST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Place pages(String prefix) {
    List<Entry> entries = new ArrayList<>();
    ByteSequence end = prefixEnd(prefix);
    ByteSequence from = bytes(prefix);
    long revision = 0;
    while (true) {
      GetOption option =
          GetOption.builder().withRange(end).withLimit(PAGE).withRevision(revision).build();
      ByteSequence start = from;
      GetResponse page =
          connection.read("list " + prefix, client -> client.getKVClient().get(start, option));
      revision = revision == 0 ? page.getHeader().getRevision() : revision;
      page.getKvs().forEach(pair -> entries.add(entry(pair)));
      if (!page.isMore()) {
        return new Place(new Listing(entries, revision), page.getHeader().getClusterId());
      }
      from = after(page.getKvs().get(page.getKvs().size() - 1).getKey());
    }
  }

  @Override
  public void scan(String prefix, long revision, Consumer<List<Entry>> page) {
    ByteSequence end = prefixEnd(prefix);
    ByteSequence from = bytes(prefix);
    GetOption option =
        GetOption.builder().withRange(end).withLimit(SCANNED).withRevision(revision).build();
    while (true) {
      ByteSequence start = from;
      GetResponse answer =
          connection.read("scan " + prefix, client -> client.getKVClient().get(start, option));
      page.accept(answer.getKvs().stream().map(EtcdStore::entry).toList());
      if (!answer.isMore()) {
        return;
      }
      from = after(answer.getKvs().get(answer.getKvs().size() - 1).getKey());
    }
  }

  @Override
  public TxnResult commit(List<Guard> guards, List<Change> changes) {
    Cmp[] comparisons =
        guards.stream()
            .map(
                guard ->
                    new Cmp(
                        bytes(guard.key()),
                        Cmp.Op.EQUAL,
                        CmpTarget.modRevision(guard.modRevision())))
            .toArray(Cmp[]::new);
    Op[] writes = changes.stream().map(EtcdStore::operation).toArray(Op[]::new);
    TxnResponse answer =
        connection.call(
            "commit " + changes.size() + " changes",
            client -> {
              Txn txn = client.getKVClient().txn();
              return txn.If(comparisons).Then(writes).commit();
            });
    return new TxnResult(answer.isSucceeded(), answer.getHeader().getRevision());
  }

  private static Op operation(Change change) {
    if (change instanceof Change.Put put) {
      PutOption option =
          put.lease() == 0
              ? PutOption.DEFAULT
              : PutOption.builder().withLeaseId(put.lease()).build();
      return Op.put(bytes(put.key()), ByteSequence.from(put.value()), option);
    }
    return Op.delete(bytes(change.key()), DeleteOption.DEFAULT);
  }

  @Override
  public AutoCloseable watch(String prefix, WatchListener listener) {
    EtcdWatch watch = new EtcdWatch(this, prefix, listener);
    return opened(watch, watch::start);
  }

  @Override
  public AutoCloseable lease(long ttlSeconds, LeaseListener onGranted) {
    EtcdLease lease = new EtcdLease(connection, ttlSeconds, onGranted);
    return opened(lease, lease::start);
  }

  @Override
  public long grant(long ttlSeconds) {
    return connection
        .call("grant a lease", client -> client.getLeaseClient().grant(ttlSeconds))
        .getID();
  }

  private AutoCloseable opened(AutoCloseable handle, Runnable start) {
    if (connection.isClosed()) {
      throw new ClusterException(ErrorCode.UNAVAILABLE, "the configuration store is closed here");
    }
    open.add(handle);
    start.run();
    return () -> {
      open.remove(handle);
      handle.close();
    };
  }

  /** Ends all watches and leases, then the connection. */
  @Override
  public void close() {
    for (AutoCloseable handle : List.copyOf(open)) {
      try {
        handle.close();
      } catch (Exception e) {
        log.warn("could not close {}", handle, e);
      }
    }
    open.clear();
    connection.close();
  }

  static Entry entry(KeyValue pair) {
    return new Entry(text(pair.getKey()), pair.getValue().getBytes(), pair.getModRevision());
  }

  private static String text(ByteSequence bytes) {
    return bytes.toString(UTF_8);
  }

  /** The first key that does not start with the prefix; none of our prefixes ends in 0xff. */
  private static ByteSequence prefixEnd(String prefix) {
    byte[] end = prefix.getBytes(UTF_8);
    end[end.length - 1]++;
    return ByteSequence.from(end);
  }

  private static ByteSequence after(ByteSequence key) {
    byte[] bytes = key.getBytes();
    return ByteSequence.from(java.util.Arrays.copyOf(bytes, bytes.length + 1));
  }
}
