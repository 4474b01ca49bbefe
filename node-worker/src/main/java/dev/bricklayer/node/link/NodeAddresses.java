package dev.bricklayer.node.link;

import dev.bricklayer.activities.process.PeriodicCheck;
import dev.bricklayer.config.error.ClusterException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks up the cluster's nodes from time to time, since a connection shows an address only. */
final class NodeAddresses implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PeriodicCheck check;

  /**
   * @param peers {@code host:port} of each
   * @param known told of all that could be looked up
   */
  NodeAddresses(Supplier<List<String>> peers, Consumer<List<InetAddress>> known) {
    check = new PeriodicCheck("peer-addresses", EVERY, () -> known.accept(lookUp(peers.get())));
  }

  private static List<InetAddress> lookUp(List<String> peers) {
    List<InetAddress> found = new ArrayList<>();
    for (String peer : peers) {
      try {
        found.addAll(List.of(InetAddress.getAllByName(PeerAddress.parse(peer).host())));
      } catch (UnknownHostException | ClusterException notNow) {
        // a name that is not known just now: its node is a stranger until it has proved itself
      }
    }
    return found;
  }

  @Override
  public void close() {
    check.close();
  }
}
