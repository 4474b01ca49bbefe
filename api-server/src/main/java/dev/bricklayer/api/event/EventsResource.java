package dev.bricklayer.api.event;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.config.event.ClusterEvent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What happened in the cluster in the last 10 minutes, as GD2 tells it; the newest first. */
@Path("/v1/events")
@Produces("application/json; charset=UTF-8")
public final class EventsResource {
  private static final int MOST = 1000;

  private final Supplier<ClusterApi> cluster;
  private final Clock clock;

  public EventsResource(Supplier<ClusterApi> cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  @GET
  public List<ClusterEvent> list() {
    Instant oldest = clock.instant().minus(EventLog.KEPT);
    return cluster.get().view().events().stream()
        .filter(event -> !event.timestamp().isBefore(oldest))
        .limit(MOST)
        .toList();
  }
}
