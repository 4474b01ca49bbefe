package dev.bricklayer.config.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Response;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
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
 * The etcd client of the moment. A jetcd client keeps its endpoints for life, and waits up to two
 * minutes between its attempts to connect; so a new one takes over when the endpoints change
 * ({@link #use}) and when nobody has answered for {@link #PATIENCE}.
 */
final class EtcdConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EtcdConnection.class);

  /** Silence after which a new client is built. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int MAX_ANSWER = 64 << 20;
  private static final Duration SLACK = Duration.ofMillis(200);

  /** What a read waits before it asks again, perhaps another member. */
  private static final Duration FIRST_TRY = Duration.ofMillis(1000);

  private final Duration deadline;
  private List<URI> endpoints;
  private volatile Client client;
  private volatile long lastAnswer = System.nanoTime();
  private long lastBuilt = System.nanoTime();
  private volatile boolean closed;

  EtcdConnection(List<URI> endpoints, Duration deadline) {
    this.endpoints = List.copyOf(endpoints);
    this.deadline = deadline;
    this.client = build(this.endpoints);
  }

  /** The client to use now; one that is not the same any more will be closed soon or is. */
  Client client() {
    return client;
  }

  boolean isClosed() {
    return closed;
  }

  synchronized List<URI> endpoints() {
    return endpoints;
  }

  /** Another set of endpoints, from now on. */
  void use(List<URI> newEndpoints) {
    replace(List.copyOf(newEndpoints));
  }

  /** Tells that etcd answered, or sent something unasked. */
  void answered() {
    lastAnswer = System.nanoTime();
  }

  /** A new client, if the present one has heard nothing for a while. */
  void renewIfSilent() {
    long now = System.nanoTime();
    synchronized (this) {
      if (closed || now - lastAnswer < PATIENCE.toNanos() || now - lastBuilt < PATIENCE.toNanos()) {
        return;
      }
    }
    log.debug("no answer from the store at {}, connecting anew", endpoints());
    replace(endpoints());
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
    try {
      T answer = call.apply(client).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      answered();
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(what, "interrupted", e);
    } catch (TimeoutException e) {
      renewIfSilent();
      throw unavailable(what, "no answer within " + atMost.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failed(what, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw failed(what, e);
    }
  }

  private ClusterException failed(String what, Throwable cause) {
    EtcdFailure failure = EtcdFailure.of(cause);
    if (failure.answered()) {
      answered();
    } else {
      renewIfSilent();
    }
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

  private void replace(List<URI> newEndpoints) {
    Client old;
    synchronized (this) {
      if (closed) {
        return;
      }
      Client fresh = build(newEndpoints);
      old = client;
      client = fresh;
      endpoints = newEndpoints;
      lastBuilt = System.nanoTime();
    }
    // calls in flight may still end well
    CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .execute(old::close);
  }

  private Client build(List<URI> at) {
    return Client.builder()
        .endpoints(at)
        .maxInboundMessageSize(MAX_ANSWER)
        .connectTimeout(Duration.ofSeconds(2))
        // etcd refuses pings that come more often than every 5 s, and any without a call
        .keepaliveTime(Duration.ofSeconds(10))
        .keepaliveTimeout(Duration.ofSeconds(3))
        .keepaliveWithoutCalls(false)
        .retryDelay(50)
        .retryMaxDelay(200)
        .retryMaxDuration(deadline)
        .interceptor(new Deadlines(deadline))
        .build();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    client.close();
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  /** jetcd sets no deadlines: every call but a watch gets one here. */
  private record Deadlines(Duration deadline) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      boolean bounded =
          method.getType() == MethodDescriptor.MethodType.UNARY
              || method.getFullMethodName().endsWith("/LeaseKeepAlive");
      return next.newCall(
          method,
          bounded
              ? options.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
              : options);
    }
  }
}
