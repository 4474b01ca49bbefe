package dev.bricklayer.api.orphan;

import dev.bricklayer.activities.brick.Orphan;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.peer.Peer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** What belongs to no volume, node by node; each is asked at the moment of the request. */
@Path("/v1/cluster/orphans")
@Produces("application/json; charset=UTF-8")
public final class OrphansResource {
  private final Supplier<ClusterApi> cluster;
  private final Function<Peer, List<Orphan>> nodes;
  private final Executor executor;

  /**
   * @param nodes asks a node; throws {@link ClusterException} when it does not say
   */
  public OrphansResource(
      Supplier<ClusterApi> cluster, Function<Peer, List<Orphan>> nodes, Executor executor) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.executor = executor;
  }

  @GET
  public List<OrphansOfPeer> list() {
    List<CompletableFuture<OrphansOfPeer>> asked =
        cluster.get().view().peers().stream()
            .map(peer -> CompletableFuture.supplyAsync(() -> ask(peer), executor))
            .toList();
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private OrphansOfPeer ask(Peer peer) {
    try {
      return new OrphansOfPeer(
          peer.id(),
          peer.name(),
          nodes.apply(peer).stream().map(OrphansOfPeer.Entry::of).toList(),
          null);
    } catch (ClusterException e) {
      return new OrphansOfPeer(peer.id(), peer.name(), List.of(), e.sentence());
    }
  }
}
