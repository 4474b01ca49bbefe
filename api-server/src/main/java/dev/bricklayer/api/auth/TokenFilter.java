package dev.bricklayer.api.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.bricklayer.api.http.RequestContext;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * GD2's authentication: {@code Authorization: bearer <JWT>}, HMAC, with the claims {@code iss}
 * (glustercli), {@code exp} and {@code qsh}, the hexadecimal SHA-256 of {@code METHOD&PATH}. {@code
 * /ping}, {@code /endpoints} and {@code /version} need none; texts begin as GD2's do. What a token
 * says of times is looked at when its signature is right, so that a stranger learns nothing.
 */
@PreMatching
public final class TokenFilter implements ContainerRequestFilter {
  private static final Set<String> OPEN = Set.of("/ping", "/endpoints", "/version");
  private static final String ISSUER = "glustercli";

  private final AcceptedSecrets secrets;
  private final TokenTimes times;
  private final FailedAttempts attempts = new FailedAttempts();

  @Context private HttpServletRequest servlet;

  @SuppressWarnings("NullAway.Init") // Jersey sets the request
  public TokenFilter(AcceptedSecrets secrets, Clock clock) {
    this.secrets = secrets;
    this.times = new TokenTimes(clock);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getPath();
    boolean query = request.getUriInfo().getRequestUri().getRawQuery() != null;
    if (OPEN.contains(path) && !query) {
      return;
    }
    try {
      DecodedJWT token = verified(bearer(request.getHeaderString("Authorization")));
      claims(token, request.getMethod(), path);
      request.setProperty(RequestContext.INITIATOR, token.getIssuer());
    } catch (ClusterException e) {
      if (e.code() == ErrorCode.UNAUTHORIZED) {
        attempts.refused(servlet.getRemoteAddr());
      }
      throw e;
    }
  }

  private static String bearer(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      throw refused("'Authorization' header is required");
    }
    String[] parts = header.split(" ", -1);
    if (parts.length != 2 || !parts[0].equalsIgnoreCase("bearer")) {
      throw refused("'Authorization' header must be of the format - Bearer <TOKEN>");
    }
    return parts[1];
  }

  /** A token that one of the secrets has signed. */
  private DecodedJWT verified(String text) {
    DecodedJWT token = decoded(text);
    for (byte[] secret : secrets.accepted()) {
      if (signs(algorithm(token, secret), token)) {
        return token;
      }
    }
    throw refused("signature is invalid: the token is not made with the cluster's secret");
  }

  private static DecodedJWT decoded(String text) {
    try {
      return JWT.decode(text);
    } catch (JWTDecodeException | DateTimeException e) {
      throw refused("token contains an invalid number of segments or is not readable");
    }
  }

  private static Algorithm algorithm(DecodedJWT token, byte[] secret) {
    return switch (String.valueOf(token.getAlgorithm())) {
      case "HS256" -> Algorithm.HMAC256(secret);
      case "HS384" -> Algorithm.HMAC384(secret);
      case "HS512" -> Algorithm.HMAC512(secret);
      default -> throw refused("Unexpected signing method: " + token.getAlgorithm());
    };
  }

  private static boolean signs(Algorithm algorithm, DecodedJWT token) {
    try {
      algorithm.verify(token);
      return true;
    } catch (SignatureVerificationException e) {
      return false;
    }
  }

  private void claims(DecodedJWT token, String method, String path) {
    require(token, "iss");
    require(token, "exp");
    require(token, "qsh");
    if (!ISSUER.equals(token.getIssuer())) {
      throw refused("invalid App ID: " + token.getIssuer());
    }
    times.check(token);
    if (!hash(method + "&" + path).equals(token.getClaim("qsh").asString())) {
      throw refused(
          "invalid qsh claim in token: it is for another method or path than "
              + method
              + " "
              + path);
    }
  }

  private static void require(DecodedJWT token, String claim) {
    if (token.getClaim(claim).isMissing() || token.getClaim(claim).isNull()) {
      throw refused("token missing " + claim + " Claim");
    }
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static ClusterException refused(String message) {
    return new ClusterException(ErrorCode.UNAUTHORIZED, message);
  }
}
