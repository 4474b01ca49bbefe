package dev.bricklayer.api.root;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The paths outside {@code /v1}. */
@Path("/")
@Produces("application/json; charset=UTF-8")
public final class RootResource {
  private final String version;
  private final List<Endpoint> endpoints;

  public RootResource(String version, List<Endpoint> endpoints) {
    this.version = version;
    this.endpoints = List.copyOf(endpoints);
  }

  /** GD2's name for the key; its clients read it. */
  public record VersionInfo(
      @JsonProperty("glusterd-version") String version,
      @JsonProperty("api-version") int apiVersion) {}

  @GET
  @Path("version")
  public VersionInfo version() {
    return new VersionInfo("bricklayer-" + version, 1);
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
