package dev.bricklayer.api.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * Answers are JSON whatever the caller accepts, as GD2's are; only failures look at what he wrote,
 * in the servlet request.
 */
@PreMatching
public final class AcceptFilter implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) {
    request.getHeaders().putSingle("Accept", "application/json");
  }
}
