package dev.bricklayer.config.store;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.Client;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lease, renewed by its own thread three times in its time to live. jetcd's keep-alive never
 * resumes after a loss; this one asks for a new lease as soon as etcd says that the old one is
 * gone.
 */
final class EtcdLease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EtcdLease.class);
  private static final long NONE = 0;

  /** A stop must not wait long for an etcd that is away. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final EtcdConnection connection;
  private final long ttlSeconds;
  private final ClusterStore.LeaseListener listener;
  private final Thread thread;
  private final Object telling = new Object();
  private volatile long lease = NONE;
  private volatile boolean closed;

  EtcdLease(EtcdConnection connection, long ttlSeconds, ClusterStore.LeaseListener listener) {
    this.connection = connection;
    this.ttlSeconds = ttlSeconds;
    this.listener = listener;
    this.thread = new Thread(this::run, "store-lease");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration rest = Duration.ofMillis(ttlSeconds * 1000 / 3);
    Duration shortRest = rest.compareTo(LONGEST_PAUSE) < 0 ? rest : LONGEST_PAUSE;
    boolean told = false;
    boolean complained = false;
    while (!closed) {
      boolean well = false;
      Client asked = connection.client();
      try {
        if (lease == NONE || !renewed()) {
          lease = NONE;
          lease = grant();
          told = false;
        }
        told = told || tell();
        well = told;
        complained = false;
      } catch (ClusterException e) {
        if (!closed && !complained) {
          log.warn("a lease is not renewed: {}", e.sentence());
          complained = true;
        }
      }
      if (well || asked == connection.client()) {
        pause(well ? rest : shortRest);
      }
    }
  }

  private long grant() {
    return connection
        .call("grant a lease", client -> client.getLeaseClient().grant(ttlSeconds))
        .getID();
  }

  /** False when the lease has run out. */
  private boolean renewed() {
    try {
      connection.call("renew a lease", client -> client.getLeaseClient().keepAliveOnce(lease));
      return true;
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.CONFLICT) {
        throw e;
      }
      log.warn("the lease {} was lost, asking for another", Long.toHexString(lease));
      return false;
    }
  }

  private boolean tell() {
    synchronized (telling) {
      if (closed) {
        return true;
      }
      try {
        listener.granted(lease);
        return true;
      } catch (RuntimeException e) {
        log.warn("what was to be done with a new lease failed: {}", e.getMessage());
        return false;
      }
    }
  }

  private void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    synchronized (telling) {
      long last = lease;
      if (last != NONE) {
        try {
          connection.call(
              "revoke a lease", FAREWELL, client -> client.getLeaseClient().revoke(last));
        } catch (ClusterException e) {
          log.debug("a lease is not revoked and runs out by itself", e);
        }
      }
    }
  }
}
