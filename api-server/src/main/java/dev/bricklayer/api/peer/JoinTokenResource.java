package dev.bricklayer.api.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.enrol.JoinToken;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes tokens for nodes that are to join. */
@Path("/v1/peers/tokens")
@Produces("application/json; charset=UTF-8")
public final class JoinTokenResource {
  private static final long HOUR = 3600;

  private final Function<Duration, JoinToken> tokens;

  /**
   * @param tokens makes one that is good for that long
   */
  public JoinTokenResource(Function<Duration, JoinToken> tokens) {
    this.tokens = tokens;
  }

  /**
   * @param ttl seconds; an hour when absent
   */
  record Wish(@Nullable Long ttl) {}

  /** The only answer that holds the token's secret. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Made(String id, String token, Instant expires) {
    /** Never the token. */
    @Override
    public String toString() {
      return "join token " + id;
    }
  }

  @POST
  public Response create(InputStream body) {
    Wish wish = RequestBody.required(body, Wish.class);
    long seconds = wish.ttl() == null ? HOUR : wish.ttl();
    if (seconds < 1 || seconds > Integer.MAX_VALUE) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "ttl is " + seconds + ": it is a number of seconds above 0");
    }
    JoinToken made = tokens.apply(Duration.ofSeconds(seconds));
    return Response.status(Response.Status.CREATED)
        .entity(new Made(made.id(), made.text(), made.expires()))
        .build();
  }
}
