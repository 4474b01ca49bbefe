package dev.bricklayer.node.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls that this node answers to others. */
public final class PeerCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);
  private static final ObjectMapper MAPPER = Json.newMapper();

  private final Map<String, Entry<?>> entries = new ConcurrentHashMap<>();

  /**
   * Who calls: its own word on {@link Channel#OFFER}, proved to be of the cluster elsewhere.
   *
   * @param host the address that it calls from
   * @param certificate what it has shown over TLS and holds the key of, with its authority
   * @param certified whether that certificate is of the peer it says it is, and counts here
   */
  public record Caller(
      UUID cluster, UUID peer, String host, List<X509Certificate> certificate, boolean certified) {
    public Caller {
      certificate = List.copyOf(certificate);
    }
  }

  private record Entry<T>(
      boolean open, Class<T> type, BiFunction<Caller, T, @Nullable Object> handler) {

    @Nullable Object handle(Caller caller, @Nullable JsonNode body) {
      T request;
      try {
        request = MAPPER.convertValue(body == null ? MAPPER.createObjectNode() : body, type);
      } catch (IllegalArgumentException e) {
        throw new ClusterException(
            ErrorCode.INVALID_REQUEST, "the call's body is not a " + type.getSimpleName());
      }
      return handler.apply(caller, request);
    }
  }

  /** A call for nodes of the same cluster. Handlers throw {@link ClusterException}. */
  public <T> PeerCalls on(
      String method, Class<T> type, BiFunction<Caller, T, @Nullable Object> handler) {
    return put(method, new Entry<>(false, type, handler));
  }

  /** A call for everybody who reaches the peer port; the handler must judge by itself. */
  public <T> PeerCalls onOffer(
      String method, Class<T> type, BiFunction<Caller, T, @Nullable Object> handler) {
    return put(method, new Entry<>(true, type, handler));
  }

  private PeerCalls put(String method, Entry<?> entry) {
    if (entries.putIfAbsent(method, entry) != null) {
      throw new IllegalStateException("there is a handler for " + method + " already");
    }
    return this;
  }

  /** Answers a call; never throws. */
  Call.Answer answer(Channel channel, Caller caller, Call.Request request) {
    try {
      Entry<?> entry = entries.get(request.method());
      if (entry == null || (!channel.needsSecret() && !entry.open())) {
        throw new ClusterException(
            ErrorCode.NOT_FOUND, "there is no call " + request.method() + " on this channel");
      }
      Object result = entry.handle(caller, request.body());
      return new Call.Answer(MAPPER.valueToTree(result), null);
    } catch (ClusterException e) {
      return new Call.Answer(null, Call.Failure.of(e));
    } catch (RuntimeException e) {
      LOG.error("the call {} of peer {} failed", request.method(), caller.peer(), e);
      return new Call.Answer(
          null,
          new Call.Failure(
              ErrorCode.INTERNAL.name(), request.method() + " failed: " + e, Map.of()));
    }
  }
}
