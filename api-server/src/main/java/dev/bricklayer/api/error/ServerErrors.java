package dev.bricklayer.api.error;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells what the HTTP server itself refuses as the routes do: the envelope and the three ids. */
public final class ServerErrors implements Request.Handler {
  private static final ObjectMapper MAPPER = Json.newMapper();

  private final Supplier<UUID> peerId;
  private final Supplier<UUID> clusterId;

  public ServerErrors(Supplier<UUID> peerId, Supplier<UUID> clusterId) {
    this.peerId = peerId;
    this.clusterId = clusterId;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    id(response, "X-Request-Id", UUID.randomUUID());
    id(response, "X-Gluster-Peer-Id", peerId.get());
    id(response, "X-Gluster-Cluster-Id", clusterId.get());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=UTF-8");
    try {
      byte[] body = MAPPER.writeValueAsBytes(ErrorBody.of(failure(status)));
      response.write(/* last= */ true, ByteBuffer.wrap(body), callback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  private static void id(Response response, String header, UUID id) {
    if (!response.getHeaders().contains(header)) {
      response.getHeaders().put(header, id.toString());
    }
  }

  private static ClusterException failure(int status) {
    if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
      return new ClusterException(
          ErrorCode.UNAVAILABLE, "the node is starting, stopping or has too much to do; try again");
    }
    ErrorCode code = status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
    return new ClusterException(
        code,
        "the request is no HTTP that this server takes: "
            + HttpStatus.getMessage(status).toLowerCase(Locale.ROOT));
  }
}
