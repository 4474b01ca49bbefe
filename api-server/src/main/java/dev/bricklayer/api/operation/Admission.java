package dev.bricklayer.api.operation;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many changes are let in: so that the engine's queues stay short, and that requests which wait
 * for their operations leave threads to those that only read. Whoever is one too many is told at
 * once, and nothing has been done for him.
 */
public final class Admission {
  private static final int RETRY_SECONDS = 2;

  private final int requests;
  private final int open;
  private final Semaphore free;
  private final AtomicLong refused = new AtomicLong();

  /**
   * @param requests how many changing requests this node has in hand at the same time
   * @param open how many operations of the cluster may be open when another one is taken
   */
  public Admission(int requests, int open) {
    this.requests = requests;
    this.open = open;
    this.free = new Semaphore(requests);
  }

  /** A request that was let in, until it is closed. */
  public interface Pass extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets in a request that begins an operation.
   *
   * @throws ClusterException {@code TOO_MANY_REQUESTS}
   */
  Pass toChange(ClusterView view) {
    int running = view.openOperations().size();
    if (running >= open) {
      throw tooMany(
          "the cluster has " + running + " operations open; it takes another one below " + open);
    }
    return toAsk();
  }

  /**
   * Lets in a request about an operation that there is.
   *
   * @throws ClusterException {@code TOO_MANY_REQUESTS}
   */
  Pass toAsk() {
    if (!free.tryAcquire()) {
      throw tooMany("this node has " + requests + " changing requests in hand; try again later");
    }
    return free::release;
  }

  /** Requests that are in hand now. */
  public int inHand() {
    return requests - free.availablePermits();
  }

  /** Requests that were one too many, since the start. */
  public long refused() {
    return refused.get();
  }

  private ClusterException tooMany(String why) {
    refused.incrementAndGet();
    return new ClusterException(
        ErrorCode.TOO_MANY_REQUESTS, why, Map.of("retry-after", Integer.toString(RETRY_SECONDS)));
  }
}
