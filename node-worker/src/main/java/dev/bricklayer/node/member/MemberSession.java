package dev.bricklayer.node.member;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.link.PeerClient;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded etcd's members during one stay in a cluster: follows where they are, and, on the
 * node that leads them, brings them to what the rule wants whenever no operation on the cluster is
 * doing so. That makes good whatever an operation could not finish.
 */
public final class MemberSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSession.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final UUID self;
  private final EmbeddedEtcd etcd;
  private final ClusterKeys keys;
  private final ClusterView view;
  private final EtcdMembership membership;
  private final MembershipConvergence convergence;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private final AutoCloseable watch;
  private volatile boolean closed;

  /**
   * Begins at once.
   *
   * @param membership of the same store
   */
  public MemberSession(
      UUID self,
      EmbeddedEtcd etcd,
      PeerClient client,
      ClusterStore store,
      EtcdMembership membership,
      ClusterView view) {
    this.self = self;
    this.etcd = etcd;
    this.keys = view.keys();
    this.view = view;
    this.membership = membership;
    this.convergence =
        new MembershipConvergence(membership, store, keys, new MemberCalls(self, etcd, client));
    this.thread = new Thread(this::keep, "etcd-members");
    this.thread.setDaemon(true);
    this.watch = store.watch(keys.members(), new Follower());
    this.thread.start();
  }

  /** Each peer's address, as the configuration has it. */
  static Map<UUID, String> addresses(ClusterView view) {
    Map<UUID, String> addresses = new LinkedHashMap<>();
    for (Peer peer : view.peers()) {
      addresses.put(peer.id(), peer.peerAddresses().get(0));
    }
    return addresses;
  }

  /** Where the embedded engine is; its node keeps its vote. */
  static @Nullable UUID keeper(ClusterView view) {
    return view.engine().map(Engine::peer).orElse(null);
  }

  MembershipConvergence convergence() {
    return convergence;
  }

  private void keep() {
    while (!closed) {
      try {
        wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
        if (!closed && due()) {
          convergence.run(addresses(view), keeper(view), AT_MOST);
        }
      } catch (InterruptedException e) {
        return;
      } catch (ClusterException e) {
        LOG.debug("the etcd members are left as they are for now: {}", e.sentence());
      } catch (RuntimeException e) {
        LOG.error("the etcd members are left as they are for now", e);
      }
    }
  }

  private boolean due() {
    if (etcd.clientPort().isEmpty()
        || !view.staleFor().isZero()
        || view.peer(self).isEmpty()
        || !view.openOperations("cluster").isEmpty()) {
      return false;
    }
    EtcdMembership.Status own =
        membership.status(URI.create("http://127.0.0.1:" + etcd.clientPort().getAsInt()));
    return own.leader() == own.member() && !convergence.settled(addresses(view));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      watch.close();
    } catch (Exception e) {
      LOG.warn("the watch of the etcd members could not be closed", e);
    }
  }

  /** Tells the node's etcd where the members are. */
  private final class Follower implements WatchListener {
    private final Map<String, MemberRecord> records = new TreeMap<>();

    @Override
    public synchronized void changed(long revision, List<Versioned> changes) {
      for (Versioned change : changes) {
        if (change.deleted()) {
          records.remove(change.entry().key());
        } else {
          note(change.entry());
        }
      }
      tell();
    }

    @Override
    public synchronized void relisted(Listing everything) {
      records.clear();
      everything.entries().forEach(this::note);
      tell();
    }

    private void note(Entry entry) {
      records.put(entry.key(), Json.read(entry.value(), MemberRecord.class));
    }

    private void tell() {
      if (!closed) {
        etcd.know(keys.clusterId(), List.copyOf(records.values()));
        wake.release();
      }
    }
  }

  /** The holders of members as a joiner needs to know them. */
  List<KnownPeer> holders() {
    return convergence.holders(addresses(view));
  }
}
