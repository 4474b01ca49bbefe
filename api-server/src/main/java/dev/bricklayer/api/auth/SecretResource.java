package dev.bricklayer.api.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.api.http.RequestContext;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.RestSecret;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster's secret of the ReST API, which is never told here; it is rotated. */
@Path("/v1/cluster/secret")
@Produces("application/json; charset=UTF-8")
public final class SecretResource {
  private static final Logger LOG = LoggerFactory.getLogger(SecretResource.class);

  private final Supplier<ClusterApi> cluster;

  public SecretResource(Supplier<ClusterApi> cluster) {
    this.cluster = cluster;
  }

  /**
   * @param generation of the present one; 0 while each node still has its own
   * @param former those that were rotated away and are still accepted
   */
  public record SecretInfo(long generation, List<FormerInfo> former) {}

  /**
   * @param graceSeconds for how long it is accepted after the rotation
   */
  public record FormerInfo(long generation, @JsonProperty("grace-seconds") long graceSeconds) {}

  record RotateRequest(@JsonProperty("grace-seconds") @Nullable Long graceSeconds) {}

  /** What came of a rotation. */
  public record Rotated(long generation, @JsonProperty("grace-seconds") long graceSeconds) {}

  @GET
  public SecretInfo show() {
    ClusterView view = cluster.get().view();
    return new SecretInfo(
        view.restSecret().map(RestSecret::generation).orElse(0L),
        view.formerRestSecrets().stream()
            .map(former -> new FormerInfo(former.generation(), former.graceSeconds()))
            .toList());
  }

  @POST
  @Path("/rotate")
  public Rotated rotate(InputStream body, @Context HttpServletRequest request) {
    Duration grace =
        RequestBody.optional(body, RotateRequest.class)
            .map(RotateRequest::graceSeconds)
            .map(Duration::ofSeconds)
            .orElse(NodeSecrets.GRACE);
    long generation = cluster.get().secret().rotate(grace);
    LOG.info(
        "the secret of the ReST API was rotated by {}: generation {}, the one of before is accepted"
            + " for {} s",
        RequestContext.initiator(request),
        generation,
        grace.toSeconds());
    return new Rotated(generation, grace.toSeconds());
  }
}
