package dev.bricklayer.node.space;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.config.store.EtcdSpace;
import dev.bricklayer.config.store.EtcdStore;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** This node's own member of the embedded etcd, reached directly. */
final class OwnMember implements AutoCloseable {
  private final Supplier<Optional<URI>> endpoint;
  private final long quota;
  private final long limit;
  private @Nullable EtcdStore store;

  /**
   * @param endpoint its client URL; empty while this node holds none
   */
  OwnMember(Supplier<Optional<URI>> endpoint, long quota, long limit) {
    this.endpoint = endpoint;
    this.quota = quota;
    this.limit = limit;
  }

  boolean there() {
    return endpoint.get().isPresent();
  }

  /**
   * @throws ClusterException {@code UNAVAILABLE} when it does not answer
   */
  MemberSpace space() {
    return space(url());
  }

  /** Of the member at that client URL, whose quota is taken to be this node's. */
  MemberSpace space(URI url) {
    EtcdSpace.Database database = new EtcdSpace(store(url)).database(url);
    return new MemberSpace(
        Long.toHexString(database.member()),
        database.leader() == database.member(),
        database.leader() != 0,
        database.learner(),
        database.size(),
        database.inUse(),
        quota,
        limit,
        database.alarm(),
        database.revision());
  }

  EtcdSpace etcd() {
    return new EtcdSpace(store(url()));
  }

  List<EtcdMembership.Member> members() {
    return new EtcdMembership(store(url())).list();
  }

  void defragment() {
    URI url = url();
    new EtcdSpace(store(url)).defragment(url);
  }

  private URI url() {
    return endpoint
        .get()
        .orElseThrow(
            () ->
                new ClusterException(
                    ErrorCode.UNAVAILABLE, "this node holds no member of the embedded etcd"));
  }

  private synchronized EtcdStore store(URI url) {
    EtcdStore there = store;
    if (there == null) {
      there = new EtcdStore(List.of(url));
      store = there;
    } else {
      there.reconnect(List.of(url));
    }
    return there;
  }

  @Override
  public synchronized void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
