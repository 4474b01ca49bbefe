package dev.bricklayer.api.error;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.StatusRuntimeException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import java.util.UUID;
import org.glassfish.jersey.server.ParamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure of every resource becomes one answer here; nobody ever sees a stack trace. */
public final class FailureMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(FailureMapper.class);

  @Context private HttpServletRequest request;

  @SuppressWarnings("NullAway.Init")
  public FailureMapper() {}

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
      return web.getResponse();
    }
    ClusterException failure = translate(thrown);
    String accept = request.getHeader("Accept");
    boolean problem = accept != null && accept.contains(Problem.MEDIA_TYPE);
    Response.ResponseBuilder answer = Response.status(status(thrown, failure));
    String operation = failure.fields().get("operation-id");
    if (operation != null) {
      answer.header("X-Bricklayer-Operation", operation);
    }
    String retryAfter = failure.fields().get("retry-after");
    if (retryAfter != null) {
      answer.header("Retry-After", retryAfter);
    }
    if (thrown instanceof NotAllowedException notAllowed) {
      answer.header("Allow", notAllowed.getResponse().getHeaderString("Allow"));
    }
    return problem
        ? answer.type(Problem.MEDIA_TYPE).entity(Problem.of(failure)).build()
        : answer
            .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
            .entity(ErrorBody.of(failure))
            .build();
  }

  /** Whether a client of another process says so, which is no defect of this node. */
  private static boolean silent(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof StatusRuntimeException || at instanceof EtcdException) {
        return true;
      }
    }
    return false;
  }

  private static int status(Throwable thrown, ClusterException failure) {
    return thrown instanceof WebApplicationException web && !(thrown instanceof ParamException)
        ? web.getResponse().getStatus()
        : failure.code().status();
  }

  private static ClusterException translate(Throwable thrown) {
    if (thrown instanceof ClusterException known) {
      return known;
    }
    if (thrown instanceof ParamException wrong) {
      return new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "the parameter " + wrong.getParameterName() + " cannot be read",
          Map.of("parameter", wrong.getParameterName()));
    }
    if (thrown instanceof NotFoundException) {
      return new ClusterException(
          ErrorCode.NOT_FOUND, "no such path; GET /endpoints lists what there is");
    }
    if (thrown instanceof NotAllowedException) {
      return new ClusterException(
          ErrorCode.METHOD_NOT_ALLOWED, "this path does not have that method");
    }
    if (thrown instanceof WebApplicationException web) {
      return new ClusterException(
          ErrorCode.INVALID_REQUEST,
          web.getResponse().getStatusInfo().getReasonPhrase().toLowerCase(java.util.Locale.ROOT));
    }
    if (silent(thrown)) {
      LOG.warn("request failed: {}", thrown.toString());
      return new ClusterException(
          ErrorCode.UNAVAILABLE,
          "the workflow engine or the configuration store does not answer",
          Map.of("retry-after", "2"));
    }
    String id = UUID.randomUUID().toString();
    LOG.error("request failed, error id {}", id, thrown);
    return new ClusterException(
        ErrorCode.INTERNAL,
        "internal error; the node's log tells more under error id " + id,
        Map.of("error-id", id));
  }
}
