package dev.bricklayer.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids of one request, put there by {@link IdentityFilter}. */
public final class RequestContext {
  static final String REQUEST_ID = "bricklayer.request-id";
  public static final String INITIATOR = "bricklayer.initiator";

  private RequestContext() {}

  public static String requestId(HttpServletRequest request) {
    @Nullable Object id = request.getAttribute(REQUEST_ID);
    return id == null ? UUID.randomUUID().toString() : id.toString();
  }

  /** Who asked: the token's issuer with the caller's address. */
  public static String initiator(HttpServletRequest request) {
    @Nullable Object who = request.getAttribute(INITIATOR);
    return (who == null ? "anonymous" : who) + "@" + request.getRemoteAddr();
  }
}
