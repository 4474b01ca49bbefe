package dev.bricklayer.config.store;

import io.etcd.jetcd.Client;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One jetcd client, and what it has met. All its calls go to one member: to the first of its
 * endpoints that takes a connection, until that connection breaks.
 */
final class EtcdRoute implements AutoCloseable {
  private static final int MAX_ANSWER = 64 << 20;
  private static final int DEFAULT_PORT = 2379;

  /** Of calls that go through a whole database. */
  static final Duration LONG_DEADLINE = Duration.ofMinutes(2);

  private final List<URI> order;
  private final Duration deadline;
  private final Client client;
  private final long built = System.nanoTime();
  private volatile long lastAnswer = built;
  private volatile boolean spoke;
  private volatile @Nullable SocketAddress remote;
  private volatile @Nullable URI speaker;

  EtcdRoute(List<URI> order, Duration deadline) {
    this.order = List.copyOf(order);
    this.deadline = deadline;
    this.client =
        Client.builder()
            .endpoints(this.order)
            .loadBalancerPolicy("pick_first")
            .maxInboundMessageSize(MAX_ANSWER)
            .connectTimeout(Duration.ofSeconds(2))
            // etcd refuses pings that come more often than every 5 s, and any without a call
            .keepaliveTime(Duration.ofSeconds(10))
            .keepaliveTimeout(Duration.ofSeconds(3))
            .keepaliveWithoutCalls(false)
            .retryDelay(50)
            .retryMaxDelay(200)
            .retryMaxDuration(deadline)
            .interceptor(new Calls())
            .build();
  }

  Client client() {
    return client;
  }

  /** Since when it is there, by {@link System#nanoTime}. */
  long built() {
    return built;
  }

  /** Whether anything has come this way. */
  boolean spoke() {
    return spoke;
  }

  /** When a call was last answered; {@link #built} before the first. */
  long lastAnswer() {
    return lastAnswer;
  }

  void noteAnswer() {
    lastAnswer = System.nanoTime();
  }

  /** Who answers; null before the first answer, or when it is none of the endpoints. */
  @Nullable URI speaker() {
    return speaker;
  }

  /** The endpoints with the one in use at the end. */
  List<URI> others() {
    URI now = speaker;
    List<URI> turned = new ArrayList<>(order);
    URI last = now == null ? order.get(0) : now;
    turned.remove(last);
    turned.add(last);
    return turned;
  }

  private synchronized void heardFrom(@Nullable SocketAddress address) {
    spoke = true;
    if (address != null && !address.equals(remote)) {
      remote = address;
      speaker = order.stream().filter(one -> isAt(one, address)).findFirst().orElse(null);
    }
  }

  private static boolean isAt(URI endpoint, SocketAddress address) {
    int port = endpoint.getPort() < 0 ? DEFAULT_PORT : endpoint.getPort();
    if (!(address instanceof InetSocketAddress inet) || inet.getPort() != port) {
      return false;
    }
    try {
      return Arrays.asList(InetAddress.getAllByName(endpoint.getHost()))
          .contains(inet.getAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** jetcd sets no deadlines: every call but a watch gets one here. Notes who answers. */
  private final class Calls implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      boolean bounded =
          method.getType() == MethodDescriptor.MethodType.UNARY
              || method.getFullMethodName().endsWith("/LeaseKeepAlive");
      String name = method.getFullMethodName();
      boolean defragment = name.endsWith("Maintenance/Defragment");
      Duration atMost = defragment || name.endsWith("KV/Compact") ? LONG_DEADLINE : deadline;
      CallOptions used =
          bounded ? options.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS) : options;
      if (defragment || name.endsWith("Maintenance/Status")) {
        return next.newCall(method, used); // of a member that it names, not of this route's
      }
      return new SimpleForwardingClientCall<>(next.newCall(method, used)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onHeaders(Metadata received) {
                  heardFrom(getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
                  super.onHeaders(received);
                }
              },
              headers);
        }
      };
    }
  }
}
