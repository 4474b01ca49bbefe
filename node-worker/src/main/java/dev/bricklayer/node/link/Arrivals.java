package dev.bricklayer.node.link;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who stands at the peer port and has not proved yet that he belongs to the cluster. Addresses of
 * nodes have places of their own, strangers have others, and no address has all of them. Where they
 * are all taken, the oldest of the address that holds the most gives way: so nobody keeps another
 * one out by saying nothing, and one that speaks at once has been served before its turn comes.
 */
final class Arrivals {
  private static final int REMEMBERED = 512;

  /** Of an IPv6 address: one host may have as many below it as it likes. */
  private static final int NETWORK_BYTES = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CROWDED = Duration.ofSeconds(1);

  /** Places of one kind. */
  enum Kind {
    NEIGHBOUR(128, 32),
    STRANGER(64, 8),
    /** Strangers whose offer is being answered; these do not give way. */
    OFFER(32, 4);

    private final int most;
    private final int mostOfOne;

    Kind(int most, int mostOfOne) {
      this.most = most;
      this.mostOfOne = mostOfOne;
    }
  }

  private record Place(Kind kind, String source) {}

  private final Map<Socket, Place> places = new LinkedHashMap<>();

  /** Where proofs came from. */
  private final Set<String> proved =
      Collections.newSetFromMap(
          new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  private Set<String> neighbours = Set.of();
  private long turnedAway;

  /** The most that stand here at the same time. */
  static int most() {
    return Arrays.stream(Kind.values()).mapToInt(kind -> kind.most).sum();
  }

  /** The addresses of the cluster's nodes, as far as they are known. */
  synchronized void know(List<InetAddress> addresses) {
    Set<String> now = new HashSet<>();
    addresses.forEach(address -> now.add(source(address)));
    neighbours = now;
  }

  /** Gives it a place, another one's if need be. */
  synchronized void enter(Socket socket) {
    String source = source(socket.getInetAddress());
    boolean known = neighbours.contains(source) || proved.contains(source);
    Kind kind = known ? Kind.NEIGHBOUR : Kind.STRANGER;
    if (taken(kind, source) >= kind.mostOfOne) {
      giveWay(kind, source);
    } else if (taken(kind) >= kind.most) {
      giveWay(kind, fullest(kind));
    }
    places.put(socket, new Place(kind, source));
  }

  /** How long it may take to say who it is. */
  synchronized Duration patience(Socket socket) {
    Place place = places.get(socket);
    return place != null
            && place.kind() == Kind.STRANGER
            && taken(Kind.STRANGER) > Kind.STRANGER.most / 2
        ? CROWDED
        : PATIENCE;
  }

  /** It belongs to the cluster, and needs no place here any more. */
  synchronized void proved(Socket socket) {
    Place place = places.remove(socket);
    if (place != null) {
      proved.add(place.source());
    }
  }

  /**
   * It asks for what everybody may ask.
   *
   * @throws IOException when too many do
   */
  synchronized void offers(Socket socket) throws IOException {
    Place place = places.remove(socket);
    if (place == null) {
      throw new IOException("it gave way to others");
    }
    if (taken(Kind.OFFER) >= Kind.OFFER.most
        || taken(Kind.OFFER, place.source()) >= Kind.OFFER.mostOfOne) {
      turnedAway++;
      throw new IOException("too many ask the same");
    }
    places.put(socket, new Place(Kind.OFFER, place.source()));
  }

  synchronized void leave(Socket socket) {
    places.remove(socket);
  }

  /** How many gave way to others or were one too many, since the start. */
  synchronized long turnedAway() {
    return turnedAway;
  }

  synchronized int count() {
    return places.size();
  }

  private long taken(Kind kind) {
    return places.values().stream().filter(place -> place.kind() == kind).count();
  }

  private long taken(Kind kind, String source) {
    return places.values().stream().filter(new Place(kind, source)::equals).count();
  }

  private String fullest(Kind kind) {
    return places.values().stream()
        .filter(place -> place.kind() == kind)
        .collect(Collectors.groupingBy(Place::source, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparing((Function<Map.Entry<String, Long>, Long>) Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  private void giveWay(Kind kind, String source) {
    Place given = new Place(kind, source);
    places.entrySet().stream()
        .filter(entry -> entry.getValue().equals(given))
        .findFirst()
        .map(Map.Entry::getKey)
        .ifPresent(
            oldest -> {
              places.remove(oldest);
              turnedAway++;
              Pipe.close(oldest);
            });
  }

  private static String source(@Nullable InetAddress address) {
    if (address == null) {
      return "";
    }
    byte[] bytes = address.getAddress();
    int length = address instanceof Inet6Address ? NETWORK_BYTES : bytes.length;
    return HexFormat.of().formatHex(bytes, 0, length);
  }
}
