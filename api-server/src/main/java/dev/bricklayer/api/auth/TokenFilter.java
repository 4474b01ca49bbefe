package dev.bricklayer.api.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.bricklayer.api.http.RequestContext;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * GD2's authentication: {@code Authorization: bearer <JWT>}, HMAC, with the claims {@code iss}
 * (glustercli), {@code exp} and {@code qsh}, the hexadecimal SHA-256 of {@code METHOD&PATH}. {@code
 * /ping} and {@code /endpoints} need none; texts are GD2's.
 */
@PreMatching
public final class TokenFilter implements ContainerRequestFilter {
  private static final Set<String> OPEN = Set.of("/ping", "/endpoints", "/version");
  private static final String ISSUER = "glustercli";

  private final AuthSecret secret;

  public TokenFilter(AuthSecret secret) {
    this.secret = secret;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getPath();
    boolean query = request.getUriInfo().getRequestUri().getRawQuery() != null;
    if (OPEN.contains(path) && !query) {
      return;
    }
    String header = request.getHeaderString("Authorization");
    if (header == null || header.isEmpty()) {
      throw refused("'Authorization' header is required");
    }
    String[] parts = header.split(" ", -1);
    if (parts.length != 2 || !parts[0].equalsIgnoreCase("bearer")) {
      throw refused("'Authorization' header must be of the format - Bearer <TOKEN>");
    }
    DecodedJWT token = verify(parts[1]);
    claims(token, request.getMethod(), path);
    request.setProperty(RequestContext.INITIATOR, token.getIssuer());
  }

  private DecodedJWT verify(String text) {
    try {
      DecodedJWT token = JWT.decode(text);
      Algorithm algorithm =
          switch (String.valueOf(token.getAlgorithm())) {
            case "HS256" -> Algorithm.HMAC256(secret.key());
            case "HS384" -> Algorithm.HMAC384(secret.key());
            case "HS512" -> Algorithm.HMAC512(secret.key());
            default -> throw refused("Unexpected signing method: " + token.getAlgorithm());
          };
      return JWT.require(algorithm).build().verify(token);
    } catch (TokenExpiredException e) {
      throw refused("Token is expired");
    } catch (JWTDecodeException e) {
      throw refused("token contains an invalid number of segments or is not readable");
    } catch (JWTVerificationException e) {
      throw refused("signature is invalid");
    }
  }

  private static void claims(DecodedJWT token, String method, String path) {
    require(token, "iss");
    require(token, "exp");
    require(token, "qsh");
    if (!ISSUER.equals(token.getIssuer())) {
      throw refused("invalid App ID: " + token.getIssuer());
    }
    if (!hash(method + "&" + path).equals(token.getClaim("qsh").asString())) {
      throw refused("invalid qsh claim in token");
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
