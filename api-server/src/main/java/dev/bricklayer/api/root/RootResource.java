package dev.bricklayer.api.root;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The paths outside {@code /v1}. */
@Path("/")
@Produces("application/json; charset=UTF-8")
public final class RootResource {
  private final String version;
  private final @Nullable String bricks;
  private final List<Endpoint> endpoints;

  /**
   * @param bricks what this node's bricks are, when they are not glusterfsd's
   */
  public RootResource(String version, @Nullable String bricks, List<Endpoint> endpoints) {
    this.version = version;
    this.bricks = bricks;
    this.endpoints = List.copyOf(endpoints);
  }

  /**
   * GD2's name for the key; its clients read it.
   *
   * @param bricks {@code simulated} on a node without brick processes, else absent
   */
  public record VersionInfo(
      @JsonProperty("glusterd-version") String version,
      @JsonProperty("api-version") int apiVersion,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String bricks) {}

  @GET
  @Path("version")
  public VersionInfo version() {
    return new VersionInfo("bricklayer-" + version, 1, bricks);
  }

  @GET
  @Path("ping")
  public Response ping() {
    return Response.ok().build();
  }

  @GET
  @Path("endpoints")
  public List<Endpoint> endpoints() {
    return endpoints;
  }
}
