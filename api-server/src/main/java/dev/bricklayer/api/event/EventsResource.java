package dev.bricklayer.api.event;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.config.event.ClusterEvent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happened in the cluster in the last 10 minutes, as GD2 tells it; the newest first. The store
 * ends events by their lease, so that a node with a wrong clock tells them too.
 */
@Path("/v1/events")
@Produces("application/json; charset=UTF-8")
public final class EventsResource {
  private static final int MOST = 1000;

  private final Supplier<ClusterApi> cluster;

  public EventsResource(Supplier<ClusterApi> cluster) {
    this.cluster = cluster;
  }

  @GET
  public List<ClusterEvent> list() {
    return cluster.get().view().events().stream().limit(MOST).toList();
  }
}
