package dev.bricklayer.config.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to etcd of the moment: the nearest member that answers. So a member that hangs, or the
 * node that leads to it, costs one call here and nothing more.
 *
 * <p>A jetcd client keeps its endpoints for life, and waits up to two minutes between its attempts
 * to connect; so another {@link EtcdRoute} takes over when the endpoints change ({@link #use}),
 * when a call meets silence, when nobody has answered for {@link #PATIENCE}, and when the nearest
 * member answers again.
 */
final class EtcdConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EtcdConnection.class);

  /** Silence after which another route is tried. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration SLACK = Duration.ofMillis(200);

  /** What a read waits before it asks again, another member if there is one. */
  private static final Duration FIRST_TRY = Duration.ofMillis(1000);

  /** How long no call was answered when a member is given up, if there are others. */
  private static final Duration SILENCE = Duration.ofMillis(900);

  private final Duration deadline;
  private final NearestMember nearest;
  private List<URI> endpoints;
  private volatile EtcdRoute route;
  private volatile long lastHeard = System.nanoTime();
  private long lastLeft = System.nanoTime() - PATIENCE.toNanos();
  private volatile boolean closed;

  /**
   * @param endpoints the nearest first
   */
  EtcdConnection(List<URI> endpoints, Duration deadline) {
    this(endpoints, deadline, NearestMember.EVERY);
  }

  /**
   * @param lookEvery how often the nearest member is looked for while another one is used
   */
  EtcdConnection(List<URI> endpoints, Duration deadline, Duration lookEvery) {
    this.endpoints = List.copyOf(endpoints);
    this.deadline = deadline;
    this.nearest = new NearestMember(lookEvery);
    this.route = new EtcdRoute(endpoints, deadline);
  }

  /** The client to use now; one that is not the same any more will be closed soon or is. */
  Client client() {
    return route.client();
  }

  boolean isClosed() {
    return closed;
  }

  synchronized List<URI> endpoints() {
    return endpoints;
  }

  /** Whether the member that answers is the nearest. */
  boolean usesNearest() {
    return endpoints().get(0).equals(route.speaker());
  }

  /** Another set of endpoints, at least one, from now on. */
  synchronized void use(List<URI> newEndpoints) {
    List<URI> wanted = List.copyOf(newEndpoints);
    take(wanted);
    endpoints = wanted;
  }

  /** Tells that etcd answered, or sent something unasked. */
  void answered() {
    lastHeard = System.nanoTime();
  }

  /** Another route, if nobody has been heard for a while. */
  synchronized void renewIfSilent() {
    long patient = System.nanoTime() - PATIENCE.toNanos();
    if (lastHeard - patient < 0 && route.built() - patient < 0) {
      log.debug("no answer from the store at {}, connecting anew", endpoints);
      take(route.others());
    }
  }

  /**
   * Another route, after a call that met silence on this one, unless others were answered
   * meanwhile. Not too often for one that works: when etcd is merely slow, another way does not
   * help.
   */
  private synchronized void leave(EtcdRoute silent) {
    long now = System.nanoTime();
    Duration pause = silent.spoke() ? PATIENCE : SILENCE;
    if (endpoints.size() == 1) {
      renewIfSilent();
    } else if (silent == route
        && now - silent.lastAnswer() > SILENCE.toNanos()
        && now - lastLeft > pause.toNanos()) {
      log.debug("{} does not answer, the others are asked", silent.speaker());
      lastLeft = now;
      take(silent.others());
    }
  }

  /** Back to the nearest, when another one is used and the nearest is well. */
  private void considerReturn(EtcdRoute used) {
    URI first = endpoints().get(0);
    if (used == route && used.speaker() != null && !first.equals(used.speaker())) {
      nearest.lookFor(
          first,
          () -> {
            synchronized (this) {
              if (route == used && first.equals(endpoints.get(0))) {
                log.debug("{} answers again", first);
                take(endpoints);
              }
            }
          });
    }
  }

  /**
   * One call, bounded.
   *
   * @param what for the sentence of a failure: {@code read key x}
   */
  <T extends Response> T call(String what, Function<Client, CompletableFuture<T>> call) {
    return call(what, deadline.plus(SLACK), call);
  }

  /**
   * A call that changes nothing: when one member keeps silent it asks once more, in the same time.
   */
  <T extends Response> T read(String what, Function<Client, CompletableFuture<T>> call) {
    if (deadline.compareTo(FIRST_TRY) <= 0) {
      return call(what, call);
    }
    try {
      return call(what, FIRST_TRY, call);
    } catch (ClusterException e) {
      if (e.code() != ErrorCode.UNAVAILABLE || Thread.currentThread().isInterrupted() || closed) {
        throw e;
      }
      return call(what, deadline.minus(FIRST_TRY), call);
    }
  }

  <T extends Response> T call(
      String what, Duration atMost, Function<Client, CompletableFuture<T>> call) {
    EtcdRoute used = route;
    try {
      T answer = call.apply(used.client()).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      used.noteAnswer();
      answered();
      considerReturn(used);
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(what, "interrupted", e);
    } catch (TimeoutException e) {
      leave(used);
      throw unavailable(what, "no answer within " + atMost.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failed(what, used, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw failed(what, used, e);
    }
  }

  /** A call to a member that it names itself, over a connection of its own. */
  <T extends Response> T aside(String what, Function<Client, CompletableFuture<T>> call) {
    return aside(what, deadline.plus(SLACK), call);
  }

  /** What {@link #aside} is to call for a member's client URL. */
  static String target(URI endpoint) {
    return "ip:///" + endpoint.getHost() + ":" + endpoint.getPort();
  }

  <T extends Response> T aside(
      String what, Duration within, Function<Client, CompletableFuture<T>> call) {
    long atMost = within.toMillis();
    try {
      return call.apply(client()).get(atMost, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(what, "interrupted", e);
    } catch (TimeoutException e) {
      throw unavailable(what, "no answer within " + atMost + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw failed(what, EtcdFailure.of(cause), cause);
    } catch (RuntimeException e) {
      throw failed(what, EtcdFailure.of(e), e);
    }
  }

  private ClusterException failed(String what, EtcdRoute used, Throwable cause) {
    EtcdFailure failure = EtcdFailure.of(cause);
    if (failure.leaderless() || failure.silence()) {
      leave(used);
    } else if (failure.answered()) {
      used.noteAnswer();
    } else {
      renewIfSilent();
    }
    if (failure.answered()) {
      answered();
    }
    return failed(what, failure, cause);
  }

  private ClusterException failed(String what, EtcdFailure failure, Throwable cause) {
    return failure.code() == ErrorCode.UNAVAILABLE && !failure.answered()
        ? unavailable(what, failure.reason(), cause)
        : new ClusterException(
            failure.code(),
            "the configuration store refused to " + what + ": " + failure.reason(),
            Map.of("reason", failure.reason()),
            cause);
  }

  private ClusterException unavailable(String what, String reason, Throwable cause) {
    return new ClusterException(
        ErrorCode.UNAVAILABLE,
        "the configuration store did not answer to " + what + ": " + reason,
        Map.of("endpoints", endpoints().toString(), "reason", reason),
        cause);
  }

  private synchronized void take(List<URI> order) {
    if (!closed) {
      EtcdRoute old = route;
      route = new EtcdRoute(order, deadline);
      // calls in flight may still end well
      CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS)
          .execute(old::close);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    route.close();
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }
}
