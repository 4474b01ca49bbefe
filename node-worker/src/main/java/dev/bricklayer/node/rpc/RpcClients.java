package dev.bricklayer.node.rpc;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The connected processes by the volfiles that they asked for: clients, bricks and daemons alike.
 * One process may follow several volfiles on one connection. Safe for concurrent use.
 */
public final class RpcClients {
  private static final int MAX_KEYS = 4096;

  /**
   * A connected process that follows a volfile.
   *
   * @param connectedSince when it first asked on this connection
   */
  public record Client(SpecRequest request, Instant connectedSince) {}

  private static final class Following {
    final Instant since;
    final SortedMap<String, SpecRequest> requests = new TreeMap<>();

    Following(Instant since) {
      this.since = since;
    }
  }

  private final Map<RpcConnection, Following> connections = new ConcurrentHashMap<>();
  private final Clock clock;

  public RpcClients(Clock clock) {
    this.clock = clock;
  }

  public RpcClients() {
    this(Clock.systemUTC());
  }

  /** A process asked for a volfile: it follows that file from now on. */
  void follows(RpcConnection connection, SpecRequest request) {
    connections.compute(
        connection,
        (c, known) -> {
          Following following = known == null ? new Following(clock.instant()) : known;
          synchronized (following) {
            if (following.requests.size() < MAX_KEYS
                || following.requests.containsKey(request.key())) {
              following.requests.put(request.key(), request);
            }
          }
          return following;
        });
  }

  /** There is no such volfile for that process. */
  void unfollows(RpcConnection connection, String key) {
    connections.computeIfPresent(
        connection,
        (c, following) -> {
          synchronized (following) {
            following.requests.remove(key);
            return following.requests.isEmpty() ? null : following;
          }
        });
  }

  void connectionClosed(RpcConnection connection) {
    connections.remove(connection);
  }

  /** All connected processes, by volfile key and then by the time they came. */
  public List<Client> all() {
    return connections.values().stream()
        .flatMap(
            following -> {
              synchronized (following) {
                return following.requests.values().stream()
                    .map(request -> new Client(request, following.since))
                    .toList()
                    .stream();
              }
            })
        .sorted(
            Comparator.comparing((Client client) -> client.request().key())
                .thenComparing(Client::connectedSince))
        .toList();
  }

  /**
   * Tells every process that follows such a volfile to fetch it again.
   *
   * @param key true for keys of changed volfiles
   * @return how many processes were told
   */
  public int fetchSpec(Predicate<String> key) {
    return call(key, Callback.FETCHSPEC, new byte[0]);
  }

  /** Tells every process that follows such a volfile to write a statedump, if it has that pid. */
  public int statedump(Predicate<String> key, int pid) {
    return call(key, Callback.STATEDUMP, Callback.pid(pid));
  }

  private int call(Predicate<String> key, Callback callback, byte[] args) {
    int told = 0;
    for (Map.Entry<RpcConnection, Following> entry : connections.entrySet()) {
      Following following = entry.getValue();
      boolean follows;
      synchronized (following) {
        follows = following.requests.keySet().stream().anyMatch(key);
      }
      if (follows) {
        entry.getKey().callback(callback, args);
        told++;
      }
    }
    return told;
  }
}
