package dev.bricklayer.api.operation;

import dev.bricklayer.activities.operation.KeyClaim;
import dev.bricklayer.api.http.RequestBody;
import dev.bricklayer.config.operation.OperationRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that wants to change something: what came over HTTP, or what was noted of an earlier
 * one. Both go through the same checks.
 *
 * @param path decoded, without the query
 * @param arguments the parts of the path that a route names
 * @param body as it came, "" for none
 */
public record ChangeRequest(
    String method, String path, Map<String, String> arguments, String body) {

  public ChangeRequest {
    arguments = Map.copyOf(arguments);
  }

  /**
   * @throws dev.bricklayer.config.error.ClusterException {@code PAYLOAD_TOO_LARGE}, or {@code
   *     INVALID_REQUEST} for a body that is no text
   */
  public static ChangeRequest of(HttpServletRequest request, UriInfo uri, InputStream body) {
    Map<String, String> arguments = new TreeMap<>();
    uri.getPathParameters().forEach((name, values) -> arguments.put(name, values.get(0)));
    return new ChangeRequest(
        request.getMethod(), uri.getRequestUri().getPath(), arguments, RequestBody.text(body));
  }

  /** An earlier request; empty when its body was too large to be kept. */
  static Optional<ChangeRequest> of(OperationRequest noted) {
    String body = noted.body();
    return body == null
        ? Optional.empty()
        : Optional.of(new ChangeRequest(noted.method(), noted.path(), noted.arguments(), body));
  }

  /** What the route calls by that name. */
  public String argument(String name) {
    @Nullable String value = arguments.get(name);
    if (value == null) {
      throw new IllegalStateException("the route " + path + " has no part " + name);
    }
    return value;
  }

  public <T> T required(Class<T> type) {
    return RequestBody.required(body, type);
  }

  public <T> Optional<T> optional(Class<T> type) {
    return RequestBody.optional(body, type);
  }

  OperationRequest noted() {
    return new OperationRequest(method, path, arguments, body);
  }

  /**
   * The claim to a key for this request.
   *
   * @param user whose key it is: two users may have the same
   */
  KeyClaim claim(String user, String key) {
    return new KeyClaim(hash(user + "\n" + key), hash(method + "\n" + path + "\n" + body));
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
