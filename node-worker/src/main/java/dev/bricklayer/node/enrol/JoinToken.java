package dev.bricklayer.node.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * What a node that is to join a cluster is given by hand: {@code
 * brk1.<id>.<secret>.<authority>.<expires>.<address>}. It knows the cluster by the authority, and
 * the cluster knows it by the secret, which never travels: the node proves it.
 *
 * @param secret 64 hex characters
 * @param authority SHA-256 of the certificate of the cluster's authority, 64 hex characters
 * @param expires in whole seconds
 * @param address {@code host:port} of the peer port of the node that made it
 */
public record JoinToken(
    String id, String secret, String authority, Instant expires, String address) {
  private static final String PREFIX = "brk1";
  private static final SecureRandom RANDOM = new SecureRandom();

  public static JoinToken make(String authority, Instant expires, String address) {
    return new JoinToken(
        random(8), random(32), authority, Instant.ofEpochSecond(expires.getEpochSecond()), address);
  }

  private static String random(int bytes) {
    byte[] some = new byte[bytes];
    RANDOM.nextBytes(some);
    return HexFormat.of().formatHex(some);
  }

  /**
   * @throws ClusterException {@code INVALID_REQUEST} when it is none, without telling what it is
   */
  public static JoinToken parse(String text) {
    List<String> parts = List.of(text.strip().split("\\.", 6));
    try {
      if (parts.size() == 6
          && parts.get(0).equals(PREFIX)
          && parts.get(1).matches("[0-9a-f]{16}")
          && parts.get(2).matches("[0-9a-f]{64}")
          && parts.get(3).matches("[0-9a-f]{64}")) {
        return new JoinToken(
            parts.get(1),
            parts.get(2),
            parts.get(3),
            Instant.ofEpochSecond(Long.parseLong(parts.get(4))),
            parts.get(5));
      }
    } catch (NumberFormatException | DateTimeException e) {
      throw malformed();
    }
    throw malformed();
  }

  private static ClusterException malformed() {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST,
        "the join token is malformed: it is what glustercli peer token create has printed, whole");
  }

  /** What the cluster keeps of the secret, and both sides prove with. */
  public String verifier() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public String text() {
    return String.join(
        ".", PREFIX, id, secret, authority, Long.toString(expires.getEpochSecond()), address);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "join token " + id + " until " + expires;
  }
}
