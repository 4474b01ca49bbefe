package dev.bricklayer.api.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * Gives every answer GD2's three id headers, also 401, 404 and 405, and every log line of the
 * request its id. A caller's own {@code X-Request-Id} is not honoured (as in GD2), so that ids are
 * unique.
 */
public final class IdentityFilter implements Filter {
  private final Supplier<UUID> peerId;
  private final Supplier<UUID> clusterId;

  public IdentityFilter(Supplier<UUID> peerId, Supplier<UUID> clusterId) {
    this.peerId = peerId;
    this.clusterId = clusterId;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String requestId = UUID.randomUUID().toString();
    request.setAttribute(RequestContext.REQUEST_ID, requestId);
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setHeader("X-Request-Id", requestId);
    answer.setHeader("X-Gluster-Peer-Id", peerId.get().toString());
    answer.setHeader("X-Gluster-Cluster-Id", clusterId.get().toString());
    try (MDC.MDCCloseable ignored = MDC.putCloseable("request", requestId)) {
      chain.doFilter(request, response);
    }
  }
}
